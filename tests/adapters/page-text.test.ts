import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fetchPage } from '../../lambdas/adapters/page-fetcher.ts';
import { decoded, pageType } from '../../lambdas/adapters/page-text.ts';
import { answering, pageServer } from './page-server.ts';

const URL_OF = (path: string) => new URL(path, 'https://news.example/');
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const padded = (bytes: number, rest: string) => `<!--${'x'.repeat(bytes)}-->${rest}`;

describe('the kind of a page', () => {
  it.each([
    ['text/html', '/', { contentType: 'html' }],
    ['Text/HTML; Charset="Shift_JIS"', '/', { contentType: 'html', charset: 'Shift_JIS' }],
    ['application/xhtml+xml', '/', { contentType: 'html' }],
    ['text/plain', '/today', { contentType: 'text' }],
    ['text/plain; charset=utf-8', '/today.md', { contentType: 'markdown', charset: 'utf-8' }],
    ['text/markdown', '/today', { contentType: 'markdown' }],
    ['application/pdf', '/', { refused: 'application/pdf' }],
    ['image/svg+xml', '/', { refused: 'image/svg+xml' }],
    ['application/octet-stream', '/today.md', { refused: 'application/octet-stream' }],
    ['nonsense', '/', { refused: undefined }],
    [null, '/today.md', { refused: undefined }],
  ])('with the header %j at %s is told', (header, path, expected) => {
    expect(pageType(header, URL_OF(path))).toEqual(expected);
  });

  it.each([
    [
      { 'content-type': 'image/png' },
      /is image\/png, and only HTML, plain text and Markdown are read: check the URL/,
    ],
    [
      { 'content-type': 'text/html; charset=iso-2022-kr' },
      /is in an encoding that is not read: save it as UTF-8/,
    ],
    [{}, /does not say what it is, and only HTML/],
    [{ 'content-type': 'text/plain; charset=utf-8' }, /is not valid UTF-8 text: save it as UTF-8 in a file/],
  ])('%j with bytes that are no such text is refused', async (headers, sentence) => {
    const server = await pageServer(answering(headers, new Uint8Array([0x89, 0x50, 0xff, 0xfe])));
    const outcome = await fetchPage(server.url, { allowPrivate: true });
    server.stop();
    expect(outcome).toEqual({ kind: 'refused', reason: expect.stringMatching(sentence) });
  });
});

describe('the text of a page of HTML', () => {
  const html = (bytes: Uint8Array, charset?: string) =>
    decoded(bytes, { contentType: 'html', ...(charset ? { charset } : {}) });

  it('is read by the header, whatever the page says', () => {
    expect(html(latin1('<meta charset=utf-8>caf\xe9'), 'iso-8859-1')).toContain('café');
  });

  it.each([
    '<meta charset="windows-1251">',
    '<meta http-equiv=content-type content="text/html; charset=cp1251">',
  ])('is read by the page where the header is silent: %s', (meta) => {
    expect(html(latin1(`${meta}\xcc\xe8\xf0`))).toBe(`${meta}Мир`);
  });

  it('is read by the page where the header names an encoding that nobody knows', () => {
    expect(html(latin1('<meta charset=koi8-r>\xed\xc9\xd2'), 'klingon')).toContain('Мир');
  });

  it('is read by the first 1,024 bytes only', () => {
    const meta = '<meta charset=windows-1251>';
    expect(html(latin1(`${padded(900, meta)}\xcc`))).toContain('М');
    expect(html(latin1(`${padded(1100, meta)}\xcc`))).toContain('Ì');
  });

  it('is read by a byte order mark before all else, and without it', () => {
    expect(html(Buffer.from('\ufeffcafé'), 'iso-8859-1')).toBe('café');
    expect(html(Buffer.from('\ufeff<p>news', 'utf16le'))).toBe('<p>news');
  });

  it('is UTF-8 where nothing is declared, and windows-1252 where it cannot be', () => {
    expect(html(Buffer.from('“café”'))).toBe('“café”');
    expect(html(latin1('\x93caf\xe9\x94'))).toBe('“café”');
  });

  it('keeps a mark in place of a byte outside the declared encoding', () => {
    expect(html(latin1('caf\xe9 news'), 'utf-8')).toBe('caf\ufffd news');
  });

  it('is refused in an encoding that nobody may decode', () => {
    expect(html(latin1('news'), 'iso-2022-kr')).toEqual({ refused: 'replacement' });
  });
});

describe('other text', () => {
  it.each(['text', 'markdown'] as const)('(%s) is read by its header, or is UTF-8', (contentType) => {
    expect(decoded(latin1('caf\xe9'), { contentType, charset: 'iso-8859-1' })).toBe('café');
    expect(decoded(Buffer.from('café'), { contentType })).toBe('café');
  });

  it('is not read by markup that it quotes', () => {
    expect(decoded(Buffer.from('<meta charset=windows-1251> café'), { contentType: 'text' })).toContain(
      'café',
    );
  });

  it('with bytes outside its encoding is refused, with the encoding', () => {
    expect(decoded(latin1('caf\xe9'), { contentType: 'text' })).toEqual({ refused: 'UTF-8' });
    expect(decoded(latin1('\x81'), { contentType: 'markdown', charset: 'shift_jis' })).toEqual({
      refused: 'Shift_JIS',
    });
  });
});

it('any bytes, under any declaration, are text or refused', () => {
  const kinds = fc.constantFrom('html' as const, 'text' as const, 'markdown' as const);
  const labels = fc.oneof(
    fc.string(),
    fc.constantFrom('utf-8', 'utf-16be', 'gbk', 'x-user-defined', 'replacement'),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), kinds, labels, (bytes, contentType, charset) => {
      const text = decoded(bytes, { contentType, charset });
      expect(typeof text === 'string' || text.refused.length > 0).toBe(true);
    }),
  );
});
