import { dynamoLedger } from '../../adapters/dynamo-ledger.ts';
import { jsonLog } from '../../adapters/log.ts';
import { durationMs } from '../../core/duration.ts';
import { readEnv } from '../env.ts';
import { newsletter } from '../newsletter.ts';
import { awsStores, deliveryQueueAt, planQueueAt } from '../stores.ts';
import { names } from './env.ts';
import { planAudienceHandler } from './handler.ts';

const env = readEnv(names, process.env);
const stores = awsStores(env);

/** Entry of the function; see handler.ts. */
export const handler = planAudienceHandler({
  ...stores,
  ledger: dynamoLedger(stores.table),
  planQueue: planQueueAt(env.PLAN_QUEUE_URL),
  deliveryQueue: deliveryQueueAt(env.DELIVERY_QUEUE_URL),
  newsletter,
  graceMs: durationMs(newsletter.delivery.grace),
  report: jsonLog(),
});
