import type { Response } from 'undici';
import { checkedUrl, type Resolve, systemResolve, type Target, targetOf } from './page-address.ts';
import {
  type Refused,
  refused,
  refusedConnection,
  refusedLate,
  refusedLoop,
  refusedSize,
  refusedStatus,
  refusedText,
  refusedType,
} from './page-refusal.ts';
import { bodyOf, withResponse } from './page-request.ts';
import { decoded, type PageType, pageType } from './page-text.ts';

/** How servers see who asks. */
const USER_AGENT = 'Briefwire';
const REDIRECTS = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 5;
const TIMEOUT_MS = 10_000;
/** Of the decompressed body; as much as a briefing may have. */
const MOST_BYTES = 5 * 1024 * 1024;

/** How a page is fetched; what is left out is the safe default. */
export interface FetchOptions {
  /** Lets addresses outside the public internet through; every other rule stays. */
  readonly allowPrivate?: boolean;
  /** Default: as this machine resolves names. */
  readonly resolve?: Resolve;
  /** For everything together: lookups, redirects, body. Default 10,000. */
  readonly timeoutMs?: number;
  /** Most bytes of the decompressed body. Default 5 MiB. */
  readonly maxBytes?: number;
  /** Ends the fetch before its time; it is refused then. */
  readonly signal?: AbortSignal;
  /** As an earlier `FetchedPage` had them: an unchanged page is then `not-modified` (RFC 9110, section 13.1). */
  readonly etag?: string;
  readonly lastModified?: string;
}

/** A document of text, as it was found. */
export interface FetchedText<ContentType> {
  readonly kind: 'page';
  /** Where the page was found, after all redirects: its relative links start here. */
  readonly url: string;
  readonly contentType: ContentType;
  readonly content: string;
  /** Validators, as the server wrote them, for the next time. */
  readonly etag?: string;
  readonly lastModified?: string;
}

export type FetchedPage = FetchedText<PageType['contentType']>;

export type TextOutcome<ContentType> = FetchedText<ContentType> | { readonly kind: 'not-modified' } | Refused;

export type FetchOutcome = TextOutcome<PageType['contentType']>;

/** Which documents are wanted: how a server is asked, and what its answer is read as. */
export interface Wanted<ContentType> {
  /** Value of the Accept header. */
  readonly accept: string;
  /** What is read, as refusals of anything else say it: "HTML, plain text and Markdown". */
  readonly named: string;
  /** From the Content-Type header; `{ refused }` with the type's name where it has one. */
  typeOf(
    header: string | null,
    url: URL,
  ):
    | { readonly contentType: ContentType; readonly charset?: string }
    | { readonly refused: string | undefined };
  /** The bytes as text; `{ refused }` with the encoding that they are not in. */
  textOf(
    bytes: Uint8Array,
    type: { readonly contentType: ContentType; readonly charset?: string },
  ): string | { readonly refused: string };
}

const PAGES: Wanted<PageType['contentType']> = {
  accept: 'text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9',
  named: 'HTML, plain text and Markdown',
  typeOf: pageType,
  textOf: decoded,
};

/**
 * Fetches a page of text from a URL that is not trusted: http and https alone, to public addresses alone (checked after
 * DNS, connected to as checked, anew at each of at most 5 redirects), within a time and a size. What the page, its server
 * or the network does wrong is `refused`, with a sentence for the user; throws only for a fault of the caller, such as a
 * line break in `etag`.
 */
export function fetchPage(url: string, options: FetchOptions = {}): Promise<FetchOutcome> {
  return fetchText(PAGES, url, options);
}

/** As `fetchPage`, for any kind of text. */
export async function fetchText<ContentType>(
  wanted: Wanted<ContentType>,
  url: string,
  options: FetchOptions,
): Promise<TextOutcome<ContentType>> {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  let at = checkedUrl(url);
  for (let redirects = 0; at instanceof URL; redirects += 1) {
    if (redirects > MOST_REDIRECTS) return refusedLoop(url, MOST_REDIRECTS);
    const answer = await visit(wanted, at, options, signal).catch((error: unknown) => {
      if (signal.aborted) return refusedLate(url, timeoutMs);
      throw error;
    });
    if (answer.kind === 'refused')
      return redirects > 0 ? refused(`${url} redirects. ${answer.reason}`) : answer;
    if (answer.kind !== 'redirect') return answer;
    at = checkedUrl(answer.location, at);
    if (!(at instanceof URL)) return refused(`${url} redirects. ${at.reason}`);
  }
  return at;
}

type Visit<ContentType> = TextOutcome<ContentType> | { readonly kind: 'redirect'; readonly location: string };

/** One lookup and one request. Rejects when the signal aborts, and for surprises. */
async function visit<ContentType>(
  wanted: Wanted<ContentType>,
  url: URL,
  options: FetchOptions,
  signal: AbortSignal,
): Promise<Visit<ContentType>> {
  const { resolve = systemResolve, allowPrivate = false } = options;
  const target = await unlessAborted(() => targetOf(url, { resolve, allowPrivate }), signal);
  if (target.kind === 'refused') return target;
  const headers = {
    'user-agent': USER_AGENT,
    accept: wanted.accept,
    ...(options.etag ? { 'if-none-match': options.etag } : {}),
    ...(options.lastModified ? { 'if-modified-since': options.lastModified } : {}),
  };
  try {
    return await withResponse(target, { headers, signal }, (response) =>
      read(wanted, response, target, options),
    );
  } catch (error) {
    if (signal.aborted) throw error;
    return refusedConnection(url, error);
  }
}

async function read<ContentType>(
  wanted: Wanted<ContentType>,
  response: Response,
  { url }: Target,
  options: FetchOptions,
): Promise<Visit<ContentType>> {
  const { status, headers } = response;
  const location = headers.get('location');
  if (REDIRECTS.includes(status) && location !== null) return { kind: 'redirect', location };
  if (status === 304 && (options.etag || options.lastModified)) return { kind: 'not-modified' };
  if (status !== 200) return refusedStatus(url, status);
  const type = wanted.typeOf(headers.get('content-type'), url);
  if ('refused' in type) return refusedType(url, type.refused, wanted.named);
  const maxBytes = options.maxBytes ?? MOST_BYTES;
  const bytes = await bodyOf(response, maxBytes);
  if (!bytes) return refusedSize(url, maxBytes);
  const content = wanted.textOf(bytes, type);
  if (typeof content !== 'string') return refusedText(url, content.refused);
  const etag = headers.get('etag');
  const lastModified = headers.get('last-modified');
  return {
    kind: 'page',
    url: url.href,
    contentType: type.contentType,
    content,
    ...(etag ? { etag } : {}),
    ...(lastModified ? { lastModified } : {}),
  };
}

/** A lookup cannot be called off: it is left behind. */
async function unlessAborted<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work(), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
