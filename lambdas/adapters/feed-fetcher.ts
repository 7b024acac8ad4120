import { parseMIMEType } from 'undici';
import { type FetchOptions, fetchText, type TextOutcome, type Wanted } from './page-fetcher.ts';

const FEEDS: Wanted<'feed'> = {
  accept:
    'application/rss+xml, application/atom+xml, application/feed+json, application/json;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1',
  named: 'feeds (XML or JSON)',
  typeOf: feedType,
  textOf: (bytes, { charset }) => feedText(bytes, charset),
};

/**
 * Fetches a feed under the rules of `fetchPage`. What it is, its content decides: servers send feeds as HTML, plain text,
 * bytes, or without any type. Pictures, films and archives are refused before they are read.
 */
export function fetchFeed(url: string, options: FetchOptions = {}): Promise<TextOutcome<'feed'>> {
  return fetchText(FEEDS, url, options);
}

const OTHER =
  /^(?:image|audio|video|font|model|multipart)\/|^application\/(?:pdf|zip|gzip|x-tar|x-7z-compressed)$/;

function feedType(
  header: string | null,
): { readonly contentType: 'feed'; readonly charset?: string } | { readonly refused: string } {
  const type = parseMIMEType(header ?? '');
  if (type === 'failure') return { contentType: 'feed' };
  if (OTHER.test(type.essence) && !type.essence.endsWith('+xml')) return { refused: type.essence };
  const charset = type.parameters.get('charset');
  return { contentType: 'feed', ...(charset ? { charset } : {}) };
}

/** Bytes before which an XML declaration ends. */
const DECLARATION_BYTES = 200;

/**
 * The bytes of a feed as text; never fails. RFC 7303 has the order byte order mark, header, XML declaration; but feeds
 * declare wrongly more often than text that is no UTF-8 happens to be valid UTF-8, so bytes that are, are read as such.
 * What is in no declared encoding is windows-1252, as browsers read it.
 */
export function feedText(bytes: Uint8Array, charset: string | undefined): string {
  const start = Buffer.from(bytes.subarray(0, DECLARATION_BYTES)).toString('latin1');
  const mark = /^(?:\xff\xfe|\xfe\xff)/.exec(start)?.[0];
  if (mark) return decode(bytes, mark === '\xff\xfe' ? 'utf-16le' : 'utf-16be') ?? '';
  const declared = [charset, /^\s*<\?xml[^>]{0,150}?encoding=["']([\w.:-]{1,40})["']/.exec(start)?.[1]];
  const foreign = declared.filter((each) => each !== undefined && !/^utf-?8$/i.test(each));
  const utf8 = decode(bytes, 'utf-8');
  // Escape sequences (ISO-2022-JP) and UTF-16 without a mark are valid UTF-8 and mean something else.
  if (utf8 !== undefined && (foreign.length === 0 || !['\0', '\x1b'].some((each) => utf8.includes(each))))
    return utf8;
  for (const each of foreign) {
    const text = each === undefined ? undefined : decode(bytes, each);
    if (text !== undefined) return text;
  }
  return utf8 ?? new TextDecoder('windows-1252').decode(bytes);
}

/** `undefined` for bytes outside the encoding, and for one that nobody knows or may decode. */
function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
