import { getConnInfo } from '@hono/node-server/conninfo';
import { randomIds } from '../../lambdas/adapters/random-ids.ts';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { renderedSystemMails } from '../../lambdas/core/mail/render-system-mail.ts';
import type { Mailer, Report } from '../../lambdas/core/ports.ts';
import type { PagesDeps } from '../../lambdas/functions/manage-subscription/app.ts';
import type { Stores } from './stores.ts';

/** What the readers' pages need on the laptop. */
export function localPages(
  stores: Stores,
  options: {
    readonly newsletter: Newsletter;
    readonly mailer: Mailer;
    readonly siteUrl: string;
    readonly report: Report;
  },
): PagesDeps {
  return {
    ...stores,
    ...options,
    systemMails: renderedSystemMails(options.newsletter, stores.templates),
    oneClicks: stores,
    ids: randomIds,
    addressOf: (context) => getConnInfo(context).remote.address,
  };
}
