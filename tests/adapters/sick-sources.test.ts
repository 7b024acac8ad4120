import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sourceFetcher } from '../../lambdas/adapters/source-fetcher.ts';
import type { Polled } from '../../lambdas/core/poll-sources.ts';
import { aPoller, feedFile, told } from '../support/polling.ts';
import { answering, endless, type PageServer, pageServer, switchboard } from './page-server.ts';

const XML = { 'content-type': 'application/rss+xml; charset=utf-8' };
const FOG = 'Fog closes the western lane';
const SEALS = 'Seals return to the breakwater';
const RELIEF = 'Stürme über Málaga';

const file = (name: string, headers: Record<string, string> = XML) =>
  answering(headers, feedFile(`sick/${name}`));

/** The plain feed with other words in its title, in some encoding. */
function encoded(encoding: 'latin1' | 'utf16le' | 'utf8', declared: string, headers: Record<string, string>) {
  const text = feedFile('sick/plain.xml')
    .toString()
    .replace('encoding="UTF-8"', declared)
    .replace(FOG, RELIEF);
  const mark = encoding === 'utf16le' ? '\ufeff' : '';
  return answering(headers, Buffer.from(mark + text, encoding));
}

let server: PageServer | undefined;
afterEach(() => {
  vi.restoreAllMocks();
  server?.stop();
});

/** Polls a source that is answered by `listener`, beside one that is well. */
async function polling(listener: RequestListener, timeoutMs = 10_000) {
  server = await pageServer((request, response) => {
    if (request.headers.host === 'well.example') file('plain.xml')(request, response);
    else listener(request, response);
  });
  const dialled = switchboard(server.port);
  const resolve = async (host: string) => (host === 'inside.example' ? ['10.0.0.5'] : ['93.184.216.34']);
  const poller = aPoller(
    [
      { id: 'sick', url: 'http://sick.example/news/feed.xml', name: 'Sick' },
      { id: 'well', url: 'http://well.example/feed.xml', name: 'Well' },
    ],
    sourceFetcher({ resolve, timeoutMs }),
  );
  return { poller, dialled, server };
}

describe('a source that cannot be read is reported and passed over', () => {
  const drip: RequestListener = (_request, response) => {
    response.writeHead(200, XML).write('<rss version="2.0"><channel>');
  };
  const flood: RequestListener = (_request, response) => {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    let left = 50;
    const more = () => {
      while (left > 0) {
        left -= 1;
        if (!response.write(chunk)) return;
      }
      response.end();
    };
    response.writeHead(200, XML).on('drain', more);
    more();
  };

  it.each<[string, RequestListener, RegExp, number?]>([
    ['is down', answering({}, '', 503), /answered with status 503 and no page: try again later/],
    ['is gone', answering({}, '', 410), /answered with status 410 .*check the URL/],
    ['wants a password', answering({}, '', 401), /answered with status 401/],
    ['hangs up', (request) => request.socket.destroy(), /could not be read \(.*\)/],
    ['is empty', answering(XML, ''), /is no feed: it is empty\.$/],
    [
      'is a page of HTML',
      file('page.html', { 'content-type': 'text/html' }),
      /is no feed: it is a page of HTML; the feed it names is http:\/\/sick\.example\/atom\.xml\.$/,
    ],
    ['is XML and no feed', answering(XML, '<opml version="2.0"/>'), /neither RSS, Atom nor JSON Feed/],
    ['breaks off', file('broken-off.xml'), /is no feed: its markup breaks off/],
    ['is a picture', answering({ 'content-type': 'image/png' }, 'x'), /is image\/png, and only feeds/],
    ['has 50 MB', flood, /has more than 5242880 bytes/],
    [
      'unpacks to 50 MB',
      answering({ ...XML, 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '))),
      /has more than 5242880 bytes/,
    ],
    [
      'is not packed as it says',
      answering({ ...XML, 'content-encoding': 'gzip' }, 'plain'),
      /could not be read/,
    ],
    ['redirects without end', endless, /redirects more than 5 times/],
    [
      'redirects to a private address',
      answering({ location: 'http://169.254.169.254/latest/meta-data/' }, '', 302),
      /redirects\. 169\.254\.169\.254 is not an address of the public internet/,
    ],
    [
      'redirects to a name with a private address',
      answering({ location: 'http://inside.example/feed' }, '', 301),
      /redirects\. inside\.example is at 10\.0\.0\.5, not an address of the public internet/,
    ],
    [
      'redirects to a file',
      answering({ location: 'file:///etc/passwd' }, '', 302),
      /file: URLs are not fetched/,
    ],
    ['drips', drip, /was not read within 0\.3 seconds/, 300],
    ['says that nothing changed, unasked', answering({}, '', 304), /answered with status 304/],
  ])('when it %s', async (_what, listener, reason, timeoutMs) => {
    const { poller, dialled } = await polling(listener, timeoutMs);
    const [sick, well] = await poller.poll();
    expect(sick).toEqual({
      kind: 'sick',
      source: 'sick',
      since: '2026-11-23T09:00:00.000Z',
      reason: expect.stringMatching(reason),
    });
    expect(told(well)).toEqual(['polled', FOG]);
    expect(new Set(dialled)).toEqual(new Set(['93.184.216.34']));
    expect(poller.reports).toContainEqual(
      expect.objectContaining({ code: 'source-sick', source: 'sick', level: 'warn' }),
    );
  });
});

describe('a source that is odd is read all the same', () => {
  it.each<[string, RequestListener, readonly string[]]>([
    ['as HTML', file('plain.xml', { 'content-type': 'text/html' }), [FOG]],
    ['as bytes', file('plain.xml', { 'content-type': 'application/octet-stream' }), [FOG]],
    ['without a type', file('plain.xml', {}), [FOG]],
    [
      'in UTF-8 declared as Latin 1',
      encoded('utf8', 'encoding="ISO-8859-1"', { 'content-type': 'text/xml; charset=iso-8859-1' }),
      [RELIEF],
    ],
    ['in Latin 1 declared as UTF-8', encoded('latin1', 'encoding="UTF-8"', XML), [RELIEF]],
    [
      'in Latin 1 as its XML says',
      encoded('latin1', 'encoding="ISO-8859-1"', { 'content-type': 'text/xml' }),
      [RELIEF],
    ],
    [
      'in an encoding nobody knows',
      encoded('utf8', 'encoding="klingon"', { 'content-type': 'text/xml; charset=klingon' }),
      [RELIEF],
    ],
    ['in UTF-16', encoded('utf16le', 'encoding="UTF-16"', { 'content-type': 'text/xml' }), [RELIEF]],
    ['with one guid for all entries', file('duplicate-guids.xml'), [FOG, SEALS]],
    ['with one link for all entries', file('one-link-for-all.xml'), [FOG, SEALS]],
    [
      'without guids, known by link or text',
      file('no-guids.xml'),
      [FOG, 'Eleven seals lay on the breakwater this morning'],
    ],
    ['with dates in the future', file('future-dates.xml'), ['Bridge opens to trains', FOG]],
    ['with an old date and one that is none', file('old-and-odd-dates.xml'), [FOG]],
    ['with entries without text', file('textless-entries.xml'), [FOG]],
    ['without entries', file('no-entries.xml'), []],
  ])('%s', async (_what, listener, headlines) => {
    const { poller } = await polling(listener);
    expect(told((await poller.poll())[0])).toEqual(['polled', ...headlines]);
    expect(told((await poller.poll())[0])).toEqual(['polled']);
    expect(await poller.stored()).toHaveLength(headlines.length + 1);
  });

  it('with relative links, which become absolute', async () => {
    const { poller } = await polling(file('relative-links.xml'));
    await poller.poll();
    const [{ topic } = { topic: undefined }] = (await poller.stored()).filter(
      (each) => each.sourceId === 'sick',
    );
    expect(topic?.link).toBe('https://pier.example/2026/fog');
    expect(topic?.links).toEqual([{ label: 'log of the harbour', href: 'https://pier.example/log' }]);
  });

  it('without a date in the future in what is stored', async () => {
    const { poller } = await polling(file('future-dates.xml'));
    await poller.poll();
    const dates = (await poller.stored()).map((each) => each.publishedAt ?? each.at);
    expect(dates.every((each) => each <= '2026-11-23T09:00:00.000Z')).toBe(true);
  });

  it('with entities that would grow, which stay as they are written', async () => {
    const { poller } = await polling(file('bomb.xml'));
    const [bomb] = await poller.poll();
    expect(JSON.stringify(bomb).length).toBeLessThan(500);
    expect(JSON.stringify(await poller.stored())).not.toContain('fogfog');
  });
});

describe.each(['feed', 'page'] as const)('a source of kind %s', (kind) => {
  /** Polls one source; every connection would end at our server, whatever address it was for. */
  async function reasonFor(url: string, resolve: (host: string) => Promise<readonly string[]>) {
    server = await pageServer(file('plain.xml', { 'content-type': 'text/html' }));
    const dialled = switchboard(server.port);
    const poller = aPoller([{ id: 'inside', url, kind }], sourceFetcher({ resolve }));
    const [polled] = await poller.poll();
    return { reason: polled?.kind === 'sick' ? polled.reason : polled?.kind, dialled };
  }
  const nobody = async () => [];

  it.each([
    ['private IPv4', 'http://192.168.1.1/feed'],
    ['loopback in decimal', 'http://2130706433/feed'],
    ['loopback in octal', 'http://0177.0.0.1/feed'],
    ['link-local, where clouds keep their credentials', 'http://169.254.169.254/latest/meta-data/'],
    ['IPv6 loopback', 'http://[::1]/feed'],
    ['IPv6 unique local', 'http://[fd00:ec2::254]/feed'],
    ['IPv4 mapped into IPv6', 'http://[::ffff:10.0.0.1]/feed'],
  ])('is never fetched from %s', async (_what, url) => {
    const { reason, dialled } = await reasonFor(url, nobody);
    expect(reason).toMatch(/not an address of the public internet/);
    expect(dialled).toEqual([]);
  });

  it('is connected to at the address that was checked, though its name changes in between', async () => {
    const answers = [['93.184.216.34'], ['127.0.0.1']];
    const { dialled } = await reasonFor('http://rebinding.example/feed', async () => answers.shift() ?? []);
    expect(dialled).toEqual(['93.184.216.34']);
    expect(answers).toHaveLength(1);
  });
});

describe('conditional GET', () => {
  it('sends back the validators of the last document, and takes "not modified" as unchanged', async () => {
    const headers = { ...XML, etag: '"v1"', 'last-modified': 'Mon, 23 Nov 2026 05:00:00 GMT' };
    const { poller, server } = await polling((request, response) => {
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else file('plain.xml', headers)(request, response);
    });
    expect(told((await poller.poll())[0])).toEqual(['polled', FOG]);
    expect((await poller.poll())[0]).toEqual({ kind: 'unchanged', source: 'sick' } satisfies Polled);
    const asked = server.requests.filter((each) => each.headers.host === 'sick.example');
    expect(asked[0]?.headers).not.toHaveProperty('if-none-match');
    expect(asked[1]?.headers).toMatchObject({
      'if-none-match': '"v1"',
      'if-modified-since': 'Mon, 23 Nov 2026 05:00:00 GMT',
    });
  });
});
