import { ResultType, Sniffer } from 'encoding-sniffer/sniffer';
import { parseMIMEType } from 'undici';

/** What kind of text a page is, as briefings name it, and the encoding that its header declares. */
export interface PageType {
  readonly contentType: 'html' | 'text' | 'markdown';
  readonly charset?: string;
}

const TYPES: Readonly<Record<string, PageType['contentType']>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/plain': 'text',
  'text/markdown': 'markdown',
};

/** How far into a page its own declaration counts, and the length of the longest byte order mark, in bytes. */
const META_BYTES = 1024;
const BOM_BYTES = 3;

/**
 * Reads a Content-Type header. Markdown that is served as plain text, as code hosts do, is told by its path. A type that
 * is not read, or none, is `{ refused }` with the type's name where it has one.
 */
export function pageType(
  header: string | null,
  url: URL,
): PageType | { readonly refused: string | undefined } {
  const type = parseMIMEType(header ?? '');
  if (type === 'failure') return { refused: undefined };
  const named = TYPES[type.essence];
  if (!named) return { refused: type.essence };
  const contentType = named === 'text' && /\.(?:md|markdown)$/i.test(url.pathname) ? 'markdown' : named;
  const charset = type.parameters.get('charset');
  return { contentType, ...(charset ? { charset } : {}) };
}

/**
 * The bytes as text. The encoding is that of the byte order mark, else of the header, else of the page's own `<meta>`
 * (the order of the HTML standard, section 13.2.3.2), else UTF-8; a page of HTML that declares nothing and is not UTF-8 is
 * windows-1252. HTML keeps a mark in place of what cannot be decoded; other text with such bytes is `{ refused }` with
 * the encoding's name. Names of encodings that nobody knows count as not said.
 */
export function decoded(
  bytes: Uint8Array,
  { contentType, charset }: PageType,
): string | { readonly refused: string } {
  const sniffer = new Sniffer({
    maxBytes: META_BYTES,
    defaultEncoding: 'utf-8',
    ...(charset ? { transportLayerEncodingLabel: charset } : {}),
  });
  const html = contentType === 'html';
  sniffer.write(bytes.subarray(0, html ? META_BYTES : BOM_BYTES));
  const { encoding } = sniffer;
  if (!html) return strictly(bytes, encoding) ?? { refused: encoding };
  if (sniffer.resultType !== ResultType.DEFAULT) return loosely(bytes, encoding) ?? { refused: encoding };
  return strictly(bytes, encoding) ?? new TextDecoder('windows-1252').decode(bytes);
}

const strictly = (bytes: Uint8Array, encoding: string) => decode(bytes, encoding, true);
const loosely = (bytes: Uint8Array, encoding: string) => decode(bytes, encoding, false);

/** `undefined` for bytes outside the encoding, and for one that the standard lets nobody decode ("replacement"). */
function decode(bytes: Uint8Array, encoding: string, fatal: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal }).decode(bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA' || code === 'ERR_ENCODING_NOT_SUPPORTED')
      return undefined;
    throw error;
  }
}
