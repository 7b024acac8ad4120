import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type Refused, refused } from './page-refusal.ts';

/** From a host name to its IP addresses, as text; rejects with a Node error code (`ENOTFOUND` ...) or answers none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** A page's URL, and the only addresses that may be connected to for it. */
export interface Target {
  readonly kind: 'target';
  readonly url: URL;
  readonly addresses: readonly string[];
}

/** What IANA has given out as global unicast (RFC 4291, section 2.4); the rest is reserved, or hides an IPv4 address. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/** The addresses that this machine would connect to: the hosts file, then DNS. */
export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address);

/** Whether an address is one of the public internet; anything that is no IP address is not. */
export function isPublic(address: string): boolean {
  if (!isIP(address)) return false;
  const parsed = ipaddr.parse(address);
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6));
}

/** Whether a URL may be fetched at all, whatever its host: http or https, and without a user name or password. */
export function checkedUrl(written: string, base?: URL): URL | Refused {
  if (!URL.canParse(written, base?.href)) {
    return base
      ? refused(`${base.href} redirects to something that is not a URL: check that it opens in a browser.`)
      : refused(`${JSON.stringify(written)} is not a URL: write it whole, such as https://example.org/news.`);
  }
  const url = new URL(written, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refused(
      `${url.protocol} URLs are not fetched, only http: and https: ones: save the page as a file and give that.`,
    );
  }
  if (url.username || url.password) {
    return refused(
      `The URL for ${url.host} holds a user name or password, and none is ever sent: take it out, or save the page as a file and give that.`,
    );
  }
  return url;
}

/**
 * Looks up the host of a URL, once; every address of the answer must be public, unless `allowPrivate`. Whoever connects
 * uses these addresses and asks no second time: a name whose answer changes in between gains nothing (DNS rebinding).
 * A failed lookup is refused; what `resolve` throws without a Node error code is thrown on.
 */
export async function targetOf(
  url: URL,
  { resolve, allowPrivate }: { readonly resolve: Resolve; readonly allowPrivate: boolean },
): Promise<Target | Refused> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [host] : await addressesOf(host, resolve);
  if (!Array.isArray(addresses)) return addresses as Refused;
  const hidden = allowPrivate ? undefined : addresses.find((address) => !isPublic(address));
  if (hidden === undefined) return { kind: 'target', url, addresses };
  const where = hidden === host ? `${host} is` : `${host} is at ${hidden},`;
  return refused(
    `${where} not an address of the public internet, and no other is fetched: check the URL, or allow it with --allow-private.`,
  );
}

async function addressesOf(host: string, resolve: Resolve): Promise<readonly string[] | Refused> {
  try {
    const addresses = await resolve(host);
    if (addresses.length > 0) return addresses;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!code) throw new Error(`The lookup of ${host} failed.`, { cause: error });
    if (code !== 'ENOTFOUND' && code !== 'ENODATA') {
      return refused(`The address of ${host} could not be looked up (${code}): try again later.`);
    }
  }
  return refused(`${host} has no address: check how the host's name is written.`);
}
