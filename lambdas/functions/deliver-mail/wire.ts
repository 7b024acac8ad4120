import { dynamoLedger } from '../../adapters/dynamo-ledger.ts';
import { jsonLog } from '../../adapters/log.ts';
import { sesClient } from '../../adapters/ses-client.ts';
import { sesMailer } from '../../adapters/ses-mailer.ts';
import { durationMs } from '../../core/duration.ts';
import { linksUnder } from '../../core/subscribers/links.ts';
import type { Tokens } from '../../core/subscribers/tokens.ts';
import { newsletter } from '../newsletter.ts';
import { awsStores, deliveryQueueAt, planQueueAt } from '../stores.ts';
import type { Env } from './env.ts';
import type { DeliverHandlerDeps } from './handler.ts';

/** As many runs as the event source of the delivery queue allows at a time; each takes its part of the rate. */
const PARALLEL_SENDERS = 2;

/** The sender's adapters in AWS. */
export function wire(env: Env, tokens: Tokens): DeliverHandlerDeps {
  const stores = awsStores(env);
  return {
    ...stores,
    ledger: dynamoLedger(stores.table),
    mailer: sesMailer({
      client: sesClient(),
      clock: stores.clock,
      configurationSet: env.CONFIGURATION_SET,
    }),
    planQueue: planQueueAt(env.PLAN_QUEUE_URL),
    deliveryQueue: deliveryQueueAt(env.DELIVERY_QUEUE_URL),
    newsletter,
    links: linksUnder(env.SITE_URL, tokens),
    senders: PARALLEL_SENDERS,
    graceMs: durationMs(newsletter.delivery.grace),
    random: Math.random,
    report: jsonLog(),
  };
}
