import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import type { Newsletter } from '../../core/config.ts';
import type { ManageDeps } from '../../core/manage-subscription.ts';
import type { linksUnder } from '../../core/subscribers/links.ts';
import type { Pages } from '../../core/subscribers/pages.ts';

/** What a group of pages works with. */
export interface PageKit extends Omit<ManageDeps, 'newsletter'> {
  readonly newsletter: Newsletter;
  readonly pages: Pages;
  readonly links: ReturnType<typeof linksUnder>;
  /** The answer for a link that opens nothing, with what the visitor can do. */
  gone(context: Context): Response | Promise<Response>;
}

/** The language of a page for a visitor of whom only the browser's wishes are known. */
export function browserLanguage(context: Context, pages: Pages): string {
  return accepts(context, {
    header: 'Accept-Language',
    supports: [],
    default: pages.language([]),
    match: (asked) => {
      const best = asked.filter(({ q }) => q > 0).sort((one, other) => other.q - one.q);
      return pages.language(best.map(({ type }) => type));
    },
  });
}
