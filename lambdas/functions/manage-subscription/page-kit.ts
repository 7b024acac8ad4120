import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Archive } from '../../core/archive/archive.ts';
import type { Newsletter } from '../../core/config.ts';
import { CONFIRM_HOURS } from '../../core/mail/system-mail.ts';
import type { Clock, Ids, Issues, Report, Subscribers } from '../../core/ports.ts';
import type { SignUpLimits } from '../../core/subscribers/limits.ts';
import { networkOf } from '../../core/subscribers/network.ts';
import type { PageName, Pages } from '../../core/subscribers/pages.ts';
import type { SystemMailOutcome, SystemMailRequest } from '../../core/subscribers/send-system-mail.ts';
import type { Subscriber } from '../../core/subscribers/subscriber.ts';
import type { Tokens } from '../../core/subscribers/tokens.ts';
import type { PageLinks } from './page-links.ts';

/** What stands in the consent ledger as the place where something was done. */
export const SOURCE = 'page';

/** What every group of pages works with. */
export interface PageKit {
  readonly newsletter: Newsletter;
  readonly subscribers: Subscribers;
  readonly tokens: Tokens;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly report: Report;
  readonly limits?: SignUpLimits;
  /** Languages that mails and pages are written in. */
  readonly languages: readonly string[];
  readonly pages: Pages;
  readonly links: PageLinks;
  /** Milliseconds that the answer to a sign-up takes at least. */
  readonly signUpMs: number;
  /** The visitor's network address, as the host of the app knows it; no header that a visitor can write. */
  readonly addressOf: (context: Context) => string | undefined;
  /** Never throws. */
  readonly mail: (request: SystemMailRequest) => Promise<SystemMailOutcome>;
  /** After a mailbox's one-click request was done; never throws. */
  readonly oneClick: (reader: Subscriber, network: string | undefined) => Promise<void>;
  readonly issues: Pick<Issues, 'head' | 'decide'>;
  /** A file of the archive; nothing where the archive is off. */
  readonly readArchive: Archive['read'];
  /** The latest issue's page, where there is an archive. */
  readonly latestIssueUrl: () => Promise<string | undefined>;
}

/** Answers with a page in that language. */
export function show(
  kit: PageKit,
  context: Context,
  page: PageName,
  language: string,
  view: Readonly<Record<string, unknown>> = {},
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  const common = { signUpUrl: kit.links.signUp(language), hours: CONFIRM_HOURS };
  return context.html(kit.pages.render(page, language, { ...common, ...view }), status);
}

/** The answer for a link that opens nothing, with what the visitor can do. */
export function gone(kit: PageKit, context: Context): Response | Promise<Response> {
  return show(kit, context, 'gone', browserLanguage(context, kit.pages), {}, 404);
}

/** The language that a reader's pages are written in. */
export function readerLanguage(kit: PageKit, reader: Pick<Subscriber, 'language'>): string {
  return kit.pages.language([reader.language]);
}

/**
 * The language of a page for a visitor of whom only the browser's wishes are known, unless the address says otherwise
 * (`?language=de`).
 */
export function browserLanguage(context: Context, pages: Pages): string {
  const named = context.req.query('language');
  return accepts(context, {
    header: 'Accept-Language',
    supports: [],
    default: pages.language(named ? [named] : []),
    match: (asked) => {
      const best = asked.filter(({ q }) => q > 0).sort((one, other) => other.q - one.q);
      return pages.language([...(named ? [named] : []), ...best.map(({ type }) => type)]);
    },
  });
}

/** Who visits, for limits and for the consent ledger. */
export function visitOf(kit: PageKit, context: Context) {
  const address = kit.addressOf(context);
  return { source: SOURCE, ...(address !== undefined && { address }) };
}

/** The same with the address truncated already. */
export function placeOf(kit: PageKit, context: Context) {
  const address = kit.addressOf(context);
  const network = address === undefined ? undefined : networkOf(address);
  return { source: SOURCE, ...(network && { network }) };
}
