import { linksUnder, type ReaderLinks } from '../../core/subscribers/links.ts';
import type { Subscriber } from '../../core/subscribers/subscriber.ts';
import type { Tokens } from '../../core/subscribers/tokens.ts';

type Of = Pick<Subscriber, 'id' | 'consentVersion'>;

/** Absolute addresses of the pages. */
export interface PageLinks {
  /** Without a slash at its end. */
  readonly site: string;
  /** The two links that are in every mail. */
  reader(reader: Of, at: Date): ReaderLinks;
  signUp(language?: string): string;
  /** Where the sign-up form is sent to. */
  readonly subscribe: string;
  confirm(token: string): string;
  /** A new address of a reader. */
  changeAddress(token: string): string;
  askForAddress(reader: Of, at: Date): string;
  undo(reader: Of, at: Date): string;
  data(reader: Of, at: Date): string;
}

/** The pages' addresses under the site's, e.g. `https://news.example.com`. */
export function pageLinks(siteUrl: string, tokens: Tokens): PageLinks {
  const base = siteUrl.replace(/\/+$/, '');
  const reader = linksUnder(base, tokens);
  return {
    site: base,
    reader,
    signUp: (language) => `${base}/${language ? `?language=${encodeURIComponent(language)}` : ''}`,
    subscribe: `${base}/subscribe`,
    confirm: (token) => `${base}/c/${token}`,
    changeAddress: (token) => `${base}/a/${token}`,
    askForAddress: (of, at) => `${reader(of, at).preferencesUrl}/address`,
    undo: (of, at) => `${base}/r/${tokens.make('undo', of, at)}`,
    data: (of, at) => `${base}/d/${tokens.make('preferences', of, at)}`,
  };
}
