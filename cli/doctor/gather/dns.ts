import { domainOf } from '../checks/sender.ts';
import type { DnsFacts, SenderIdentity } from '../facts.ts';
import { type Gathered, known, unknown } from '../line.ts';
import { reasonOf } from './asking.ts';

/** What is asked of the DNS; `node:dns/promises` has it, and tests bring their own. */
export interface Resolver {
  resolveTxt(name: string): Promise<string[][]>;
  resolveMx(name: string): Promise<{ exchange: string }[]>;
  resolveCname(name: string): Promise<string[]>;
}

/** A name that is not there, or has no such record, is an answer. */
const NONE = new Set(['ENOTFOUND', 'ENODATA']);

async function look<Record>(what: string, ask: () => Promise<Record[]>): Promise<Gathered<Record[]>> {
  try {
    return known(await ask());
  } catch (error) {
    if (NONE.has(String((error as { code?: unknown }).code))) return known([]);
    return reasonOf(error, what);
  }
}

const hostOf = (name: string) => name.toLowerCase().replace(/\.$/, '');

/** The records of the sender's domain; `identity` names the MAIL FROM domain and the DKIM tokens. */
export async function askDns(
  dns: Resolver,
  { from, replyTo }: { readonly from: string; readonly replyTo?: string | undefined },
  identity: Gathered<SenderIdentity | undefined>,
): Promise<DnsFacts> {
  const mailFrom = identity.known ? identity.value?.mailFrom?.domain : undefined;
  const none = identity.known ? unknown('the sender has no MAIL FROM domain of its own') : identity;
  const address = replyTo ?? from;
  const [spf, mx, dmarc, dkim, replies] = await Promise.all([
    mailFrom ? txt(dns, mailFrom) : none,
    mailFrom ? hosts(dns, mailFrom) : none,
    dmarcOf(dns, domainOf(from)),
    dkimOf(dns, identity),
    hosts(dns, domainOf(address)),
  ]);
  return {
    spf,
    mailFromMx: mx,
    dmarc,
    dkim,
    replies: replies.known ? known({ address, hosts: replies.value }) : replies,
  };
}

async function txt(dns: Resolver, name: string): Promise<Gathered<string[]>> {
  return look(`DNS TXT of ${name}`, async () => (await dns.resolveTxt(name)).map((parts) => parts.join('')));
}

/** A null MX (RFC 7505) takes no mail. */
async function hosts(dns: Resolver, name: string): Promise<Gathered<string[]>> {
  return look(`DNS MX of ${name}`, async () =>
    (await dns.resolveMx(name)).map(({ exchange }) => hostOf(exchange)).filter((host) => host !== ''),
  );
}

/** The record of the domain, else of the domains above it: the organisation's speaks for those below. */
async function dmarcOf(dns: Resolver, domain: string): Promise<Gathered<string[]>> {
  const labels = domain.split('.');
  for (let at = 0; at < labels.length - 1; at += 1) {
    const found = await txt(dns, `_dmarc.${labels.slice(at).join('.')}`);
    if (!found.known) return found;
    const records = found.value.filter((record) => /^v\s*=\s*DMARC1/i.test(record));
    if (records.length > 0) return known(records);
  }
  return known([]);
}

async function dkimOf(
  dns: Resolver,
  identity: Gathered<SenderIdentity | undefined>,
): Promise<DnsFacts['dkim']> {
  if (!identity.known) return identity;
  const { value } = identity;
  if (!value?.isDomain) return unknown('only an address is verified, and that has no DKIM records');
  const records: Record<string, readonly string[]> = {};
  for (const token of value.dkimTokens) {
    const found = await look(`DNS CNAME of ${value.name}`, () =>
      dns.resolveCname(`${token}._domainkey.${value.name}`),
    );
    if (!found.known) return found;
    records[token] = found.value.map(hostOf);
  }
  return known(records);
}
