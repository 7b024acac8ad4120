import { hasNewerData } from '../../adapters/data-version.ts';
import { dynamoLedger } from '../../adapters/dynamo-ledger.ts';
import { dynamoRateLease } from '../../adapters/dynamo-rate-lease.ts';
import { guardedMailer } from '../../adapters/guarded-mailer.ts';
import { jsonLog } from '../../adapters/log.ts';
import { sesClient } from '../../adapters/ses-client.ts';
import { sesMailer } from '../../adapters/ses-mailer.ts';
import { tableIdentity } from '../../adapters/table-identity.ts';
import { durationMs } from '../../core/duration.ts';
import { draftUrlUnder } from '../../core/gate/draft-link.ts';
import { linksUnder } from '../../core/subscribers/links.ts';
import type { Tokens } from '../../core/subscribers/tokens.ts';
import { newsletter } from '../newsletter.ts';
import { awsStores, deliveryQueueAt, planQueueAt } from '../stores.ts';
import type { Env } from './env.ts';
import type { DeliverHandlerDeps } from './handler.ts';

/** The sender's adapters in AWS. */
export function wire(env: Env, tokens: Tokens): DeliverHandlerDeps {
  const stores = awsStores(env);
  const { clock } = stores;
  const mailer = sesMailer({ client: sesClient(), clock, configurationSet: env.CONFIGURATION_SET });
  return {
    ...stores,
    ledger: dynamoLedger(stores.table),
    rateLease: dynamoRateLease(stores.table),
    mailer: guardedMailer(mailer, {
      identity: tableIdentity(stores.table),
      isNewer: () => hasNewerData(stores.table),
    }),
    planQueue: planQueueAt(env.PLAN_QUEUE_URL),
    deliveryQueue: deliveryQueueAt(env.DELIVERY_QUEUE_URL),
    newsletter,
    links: linksUnder(env.SITE_URL, tokens),
    draftUrl: draftUrlUnder(env.SITE_URL, tokens),
    graceMs: durationMs(newsletter.delivery.grace),
    random: Math.random,
    report: jsonLog(),
  };
}
