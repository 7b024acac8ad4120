import type { RequestListener } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type FetchOptions, fetchPage } from '../../lambdas/adapters/page-fetcher.ts';
import { answering, endless, type PageServer, pageServer } from './page-server.ts';

const MIB = 1024 * 1024;
const TEXT = { 'content-type': 'text/plain' };

let server: PageServer | undefined;
afterEach(() => server?.stop());

/** Serves with `listener` and fetches `path` of it. */
async function fetching(listener: RequestListener, options: FetchOptions = {}, path = '') {
  server = await pageServer(listener);
  const outcome = await fetchPage(server.url + path, { allowPrivate: true, ...options });
  return { outcome, url: server.url, requests: server.requests };
}

const refusal = (sentence: RegExp) => ({ kind: 'refused', reason: expect.stringMatching(sentence) });

describe('a page', () => {
  it('comes with its text, its kind, its URL and its validators', async () => {
    const validators = { etag: '"7"', 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' };
    const { outcome, url, requests } = await fetching(
      answering({ 'content-type': 'text/html; charset=utf-8', ...validators }, '<p>Zürich</p>'),
    );
    expect(outcome).toEqual({
      kind: 'page',
      url,
      contentType: 'html',
      content: '<p>Zürich</p>',
      etag: '"7"',
      lastModified: validators['last-modified'],
    });
    expect(requests[0]?.headers['user-agent']).toBe('Briefwire');
    expect(requests[0]?.headers).not.toHaveProperty('if-none-match');
  });

  it('that has not changed since is not sent again', async () => {
    const lastModified = 'Thu, 01 Jan 2026 00:00:00 GMT';
    const { outcome, requests } = await fetching(answering({}, '', 304), { etag: 'W/"7"', lastModified });
    expect(outcome).toEqual({ kind: 'not-modified' });
    expect(requests[0]?.headers).toMatchObject({
      'if-none-match': 'W/"7"',
      'if-modified-since': lastModified,
    });
  });

  it('that nobody has yet cannot be unchanged', async () => {
    const { outcome } = await fetching(answering({}, '', 304));
    expect(outcome).toEqual(refusal(/answered with status 304 and no page: check/));
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('may be compressed with %s', async (encoding, compress) => {
    const { outcome } = await fetching(
      answering({ ...TEXT, 'content-encoding': encoding }, compress('News.')),
    );
    expect(outcome).toMatchObject({ kind: 'page', content: 'News.' });
  });

  it.each([
    [404, /there is no such page; check the URL\.$/],
    [403, /not open to programs; save the page as a file/],
    [503, /try again later\.$/],
    [204, /check that it opens in a browser/],
  ])('with status %i is refused with what to do', async (status, sentence) => {
    const { outcome } = await fetching(answering(TEXT, '', status));
    expect(outcome).toEqual(refusal(sentence));
  });

  it('behind a port where nobody listens is refused', async () => {
    const { url } = await fetching(answering(TEXT));
    server?.stop();
    expect(await fetchPage(url, { allowPrivate: true })).toEqual(
      refusal(/could not be read \(ECONNREFUSED\): check/),
    );
  });

  it('that breaks off in the middle is refused', async () => {
    const { outcome } = await fetching((_request, response) => {
      response.writeHead(200, { ...TEXT, 'content-length': '100' }).write('half', () => response.destroy());
    });
    expect(outcome).toEqual(refusal(/could not be read \(.+\): check/));
  });

  it('that is not compressed as it says is refused', async () => {
    const { outcome } = await fetching(answering({ ...TEXT, 'content-encoding': 'gzip' }, 'plain'));
    expect(outcome).toEqual(refusal(/could not be read \(Z_DATA_ERROR\)/));
  });

  it('is not asked for with a header that cannot be one', async () => {
    await expect(fetching(answering(TEXT), { etag: 'a\r\nx: y' })).rejects.toThrow('could not be asked for');
  });
});

describe('a URL', () => {
  it.each([
    ['file:///etc/passwd', /^file: URLs are not fetched, only http: and https: ones/],
    ['ftp://news.example/', /^ftp: URLs/],
    ['data:text/plain,news', /^data: URLs/],
    ['javascript:alert(1)', /^javascript: URLs/],
    ['news.example/today', /^"news\.example\/today" is not a URL: write it whole/],
    ['', /^"" is not a URL/],
    ['http://[::1/', /is not a URL/],
    ['http://256.1.1.1/', /is not a URL/],
  ])('%j is refused', async (url, sentence) => {
    expect(await fetchPage(url, { allowPrivate: true })).toEqual(refusal(sentence));
  });

  it.each([
    'http://ann:hunter2@news.example/',
    'https://hunter2@news.example/',
    'http://:hunter2@news.example/',
  ])('with a user name or password is refused, and the secret not repeated: %s', async (url) => {
    const outcome = await fetchPage(url, { allowPrivate: true });
    expect(outcome).toEqual(refusal(/^The URL for news\.example holds a user name or password/));
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });
});

describe('redirects', () => {
  it('are followed five times, and the page knows where it was found', async () => {
    const { outcome, url } = await fetching(
      (request, response) => {
        const step = Number(request.url?.slice(1));
        if (step < 5) response.writeHead(302, { location: `./${step + 1}` }).end('moved');
        else answering(TEXT, 'News.')(request, response);
      },
      {},
      '0',
    );
    expect(outcome).toMatchObject({ kind: 'page', url: `${url}5`, content: 'News.' });
  });

  it('without end are refused after the fifth', async () => {
    const { outcome, requests } = await fetching(endless);
    expect(outcome).toEqual(refusal(/redirects more than 5 times: check/));
    expect(requests).toHaveLength(6);
  });

  it.each([
    ['file:///etc/passwd', /redirects\. file: URLs are not fetched/],
    ['http://ann:secret@127.0.0.1/', /redirects\. The URL for 127\.0\.0\.1 holds a user name/],
    ['http://[', /redirects\. \S+ redirects to something that is not a URL/],
  ])('to %s are refused even where private addresses are allowed', async (location, sentence) => {
    const { outcome, requests } = await fetching(answering({ location }, '', 307));
    expect(outcome).toEqual(refusal(sentence));
    expect(requests).toHaveLength(1);
  });

  it('to nowhere are refused', async () => {
    const { outcome } = await fetching(answering({}, '', 301));
    expect(outcome).toEqual(refusal(/answered with status 301 and no page/));
  });
});

describe('the size of a page', () => {
  it('may be 5 MiB', async () => {
    const { outcome } = await fetching(answering(TEXT, 'a'.repeat(5 * MIB)));
    expect(outcome.kind === 'page' && outcome.content.length).toBe(5 * MIB);
  });

  it('may not be one byte more', async () => {
    const { outcome } = await fetching(answering(TEXT, 'a'.repeat(5 * MIB + 1)));
    expect(outcome).toEqual(refusal(/has more than 5242880 bytes: save the part you want/));
  });

  it('counts after decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MIB));
    const { outcome } = await fetching(answering({ ...TEXT, 'content-encoding': 'gzip' }, bomb));
    expect(bomb.length).toBeLessThan(MIB);
    expect(outcome).toEqual(refusal(/has more than 5242880 bytes/));
  });

  it('without end is not read to the end: the connection is closed', async () => {
    const closed = Promise.withResolvers<string>();
    const { outcome } = await fetching((_request, response) => {
      const more = () => void (response.write(Buffer.alloc(65_536, 'a')) ? setImmediate(more) : 0);
      response
        .writeHead(200, TEXT)
        .on('drain', more)
        .on('close', () => closed.resolve('closed'));
      more();
    });
    expect(outcome).toEqual(refusal(/has more than 5242880 bytes/));
    expect(await closed.promise).toBe('closed');
  });
});

describe('the time for a page', () => {
  const hanging: readonly [string, RequestListener][] = [
    ['an answer', () => undefined],
    [
      'the rest of a body',
      (_request, response) => void response.writeHead(200, TEXT).write('The first half'),
    ],
  ];

  it.each(hanging)('ends the wait for %s', async (_what, listener) => {
    const { outcome } = await fetching(listener, { timeoutMs: 60 });
    expect(outcome).toEqual(refusal(/was not read within 0\.06 seconds: try again later/));
  });

  it('ends the wait for a lookup', async () => {
    const outcome = await fetchPage('http://news.example/', {
      timeoutMs: 10,
      resolve: () => new Promise(() => undefined),
    });
    expect(outcome).toEqual(refusal(/^http:\/\/news\.example\/ was not read within 0\.01 seconds/));
  });
});
