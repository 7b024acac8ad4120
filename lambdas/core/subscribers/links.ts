import type { Subscriber } from './subscriber.ts';
import type { Tokens } from './tokens.ts';

/** The two personal addresses in every mail. */
export interface ReaderLinks {
  /** Shows a page on GET, unsubscribes on POST (RFC 8058). */
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
}

/** Makes a reader's links under the site's address, e.g. `https://news.example.com`. */
export function linksUnder(
  siteUrl: string,
  tokens: Tokens,
): (reader: Pick<Subscriber, 'id' | 'consentVersion'>, at: Date) => ReaderLinks {
  const base = siteUrl.replace(/\/+$/, '');
  return (reader, at) => ({
    unsubscribeUrl: `${base}/u/${tokens.make('unsubscribe', reader, at)}`,
    preferencesUrl: `${base}/p/${tokens.make('preferences', reader, at)}`,
  });
}
