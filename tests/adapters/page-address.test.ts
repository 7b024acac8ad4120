import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isPublic } from '../../lambdas/adapters/page-address.ts';
import { fetchPage } from '../../lambdas/adapters/page-fetcher.ts';
import { answering, type PageServer, pageServer, switchboard } from './page-server.ts';

/** Addresses that belong to nobody here; the switchboard keeps every connection on loopback. */
const PUBLIC = '93.184.216.34';
const PUBLIC_6 = '2606:2800:21f:cb07:6820:80da:af6b:8b2c';

let server: PageServer | undefined;

async function serving(...args: Parameters<typeof answering>) {
  server = await pageServer(answering(...args));
  return { server, dialled: switchboard(server.port) };
}

afterEach(() => {
  vi.restoreAllMocks();
  server?.stop();
});

/** A resolver that gives the next answer each time, and the last one for ever. */
function resolver(...answers: string[][]) {
  const asked: string[] = [];
  const resolve = async (host: string) => {
    asked.push(host);
    return answers[Math.min(asked.length, answers.length) - 1] ?? [];
  };
  return { asked, resolve };
}

const reasonOf = async (...args: Parameters<typeof fetchPage>) => {
  const outcome = await fetchPage(...args);
  return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
};

describe('a host written as an address', () => {
  it.each([
    ['loopback', 'http://127.0.0.1/'],
    ['loopback, another of its addresses', 'http://127.8.9.10/'],
    ['loopback in decimal', 'http://2130706433/'],
    ['loopback in octal', 'http://0177.0.0.1/'],
    ['loopback in hexadecimal', 'http://0x7f000001/'],
    ['loopback with parts left out', 'http://127.1/'],
    ['loopback in full-width digits', 'http://１２７.０.０.１/'],
    ['loopback with percent signs', 'http://%31%32%37.0.0.1/'],
    ['loopback with a dot at the end', 'http://127.0.0.1./'],
    ['unspecified', 'http://0.0.0.0/'],
    ['unspecified, in short', 'http://0/'],
    ['private 10/8', 'http://10.0.0.1/'],
    ['private 172.16/12', 'http://172.31.255.255/'],
    ['private 192.168/16', 'http://192.168.0.1/'],
    ['link-local, where clouds keep their credentials', 'http://169.254.169.254/latest/meta-data/'],
    ['the same in decimal', 'http://2852039166/'],
    ['carrier-grade NAT', 'http://100.64.0.1/'],
    ['of the protocol assignments', 'http://192.0.0.192/'],
    ['of the documentation', 'http://198.51.100.7/'],
    ['of benchmarks', 'http://198.18.0.1/'],
    ['multicast', 'http://224.0.0.1/'],
    ['reserved', 'http://240.0.0.1/'],
    ['broadcast', 'http://255.255.255.255/'],
    ['IPv6 loopback', 'http://[::1]/'],
    ['IPv6 unspecified', 'http://[::]/'],
    ['IPv6 link-local', 'http://[fe80::1]/'],
    ['IPv6 site-local', 'http://[fec0::1]/'],
    ['IPv6 unique local', 'http://[fd00:ec2::254]/'],
    ['IPv6 multicast', 'http://[ff02::1]/'],
    ['IPv6 of the documentation', 'http://[2001:db8::1]/'],
    ['IPv4 mapped into IPv6', 'http://[::ffff:127.0.0.1]/'],
    ['IPv4 mapped into IPv6, in hexadecimal', 'http://[::ffff:a9fe:a9fe]/'],
    ['IPv4-compatible IPv6', 'http://[::127.0.0.1]/'],
    ['IPv4 translated (RFC 6145)', 'http://[::ffff:0:10.0.0.1]/'],
    ['IPv4 translated (RFC 6052)', 'http://[64:ff9b::169.254.169.254]/'],
    ['IPv4 translated (RFC 8215)', 'http://[64:ff9b:1::a00:1]/'],
    ['6to4', 'http://[2002:7f00:1::]/'],
    ['Teredo', 'http://[2001:0:7f00:1::]/'],
    ['of no assigned block', 'http://[4000::1]/'],
  ])('is refused when it is %s: %s', async (_what, url) => {
    const { dialled } = await serving({ 'content-type': 'text/plain' }, 'secret');
    expect(await reasonOf(url)).toMatch(/not an address of the public internet.*--allow-private\.$/);
    expect(dialled).toEqual([]);
  });

  it.each([
    [`http://${PUBLIC}/`, PUBLIC],
    [`http://[${PUBLIC_6}]/`, PUBLIC_6],
  ])('is connected to when it is public: %s', async (url, address) => {
    const { dialled } = await serving({ 'content-type': 'text/plain' }, 'News.');
    expect(await fetchPage(url)).toMatchObject({ kind: 'page', content: 'News.' });
    expect(dialled).toEqual([address]);
  });

  it('is never public inside a private network, and is elsewhere', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        fc.constantFrom('10', '127', '0', '192.168', '169.254'),
        octet,
        octet,
        octet,
        (net, a, b, c) => {
          const address = net.includes('.') ? `${net}.${a}.${b}` : `${net}.${a}.${b}.${c}`;
          return !isPublic(address) && !isPublic(`::ffff:${address}`) && !isPublic(`::${address}`);
        },
      ),
    );
    fc.assert(fc.property(octet, octet, octet, (a, b, c) => isPublic(`93.${a}.${b}.${c}`)));
    expect(['93.184', '0x5d.0.0.1', 'example.org', '', 'fe80::1%eth0'].filter(isPublic)).toEqual([]);
  });
});

describe('a host name', () => {
  it('is looked up once, and its checked addresses are the only ones connected to', async () => {
    const { server, dialled } = await serving({ 'content-type': 'text/plain' }, 'News.');
    const { asked, resolve } = resolver([PUBLIC, PUBLIC_6]);
    expect(await fetchPage('http://news.example/', { resolve })).toMatchObject({ kind: 'page' });
    expect({ asked, dialled }).toEqual({ asked: ['news.example'], dialled: [PUBLIC, PUBLIC_6] });
    expect(server.requests[0]?.headers.host).toBe('news.example');
  });

  it('gains nothing by a public answer for the check and a private one after it', async () => {
    const { dialled } = await serving({ 'content-type': 'text/plain' }, 'News.');
    const { asked, resolve } = resolver([PUBLIC], ['127.0.0.1']);
    await fetchPage('http://rebinding.example/', { resolve });
    expect({ asked, dialled }).toEqual({ asked: ['rebinding.example'], dialled: [PUBLIC] });
  });

  it('of an https URL is connected to at its checked address too', async () => {
    server = await pageServer(answering({}));
    const { asked, resolve } = resolver(['127.0.0.1'], []);
    const url = `https://news.example:${server.port}/`;
    // This server speaks no TLS: only who reached it fails like this.
    expect(await reasonOf(url, { resolve, allowPrivate: true })).toMatch(/could not be read \(ERR_SSL_/);
    expect(asked).toEqual(['news.example']);
  });

  it('is looked up anew at a redirect to itself, and then refused when its answer is private', async () => {
    const { server, dialled } = await serving({ location: '/next' }, '', 302);
    const { resolve } = resolver([PUBLIC], ['127.0.0.1']);
    expect(await reasonOf('http://rebinding.example/', { resolve })).toMatch(
      /^http:\/\/rebinding\.example\/ redirects\. rebinding\.example is at 127\.0\.0\.1, not an address of the public/,
    );
    expect(dialled).toEqual([PUBLIC]);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    'http://127.0.0.1/admin',
    'http://[::ffff:127.0.0.1]/',
    '//169.254.169.254/latest/',
    'http://0x7f.1/',
  ])('may not redirect to %s', async (location) => {
    const { dialled } = await serving({ location }, '', 301);
    const { resolve } = resolver([PUBLIC]);
    expect(await reasonOf('http://news.example/', { resolve })).toMatch(
      /redirects\. .*not an address of the public/,
    );
    expect(dialled).toEqual([PUBLIC]);
  });

  it.each([
    [['10.0.0.5']],
    [[PUBLIC, '10.0.0.5']],
    [[PUBLIC_6, 'fd00::5']],
    [['fe80::1%eth0']],
    [['nonsense']],
  ])('is refused when one of its addresses is not public: %j', async (addresses) => {
    const { dialled } = await serving({ 'content-type': 'text/plain' }, 'secret');
    const { resolve } = resolver(addresses);
    expect(await reasonOf('https://intranet.example/', { resolve })).toMatch(
      /^intranet\.example is at \S+, not an address of the public internet.*--allow-private\.$/,
    );
    expect(dialled).toEqual([]);
  });

  it.each([
    ['ENOTFOUND', /^nowhere\.example has no address: check/],
    [
      'EAI_AGAIN',
      /^The address of nowhere\.example could not be looked up \(EAI_AGAIN\): try again later\.$/,
    ],
  ])('is refused when its lookup fails with %s', async (code, sentence) => {
    const resolve = () => Promise.reject(Object.assign(new Error('lookup'), { code }));
    expect(await reasonOf('http://nowhere.example/', { resolve })).toMatch(sentence);
  });

  it('is refused when it has no address', async () => {
    expect(await reasonOf('http://nowhere.example/', { resolve: async () => [] })).toMatch(
      /has no address: check/,
    );
  });

  it('throws what is no answer of a name server, with its cause', async () => {
    const cause = new TypeError('a fault in the resolver');
    const fetching = fetchPage('http://news.example/', { resolve: () => Promise.reject(cause) });
    await expect(fetching).rejects.toMatchObject({ message: 'The lookup of news.example failed.', cause });
  });

  it('by the hosts file is this machine, and refused', async () => {
    expect(await reasonOf('http://localhost/')).toMatch(
      /^localhost is at (127\.0\.0\.1|::1), not an address/,
    );
  });
});
