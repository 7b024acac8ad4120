import type { Newsletter } from '../../lambdas/core/config.ts';
import type { NewsletterBucket } from '../constructs/newsletter-bucket.ts';
import type { NewsletterTable } from '../constructs/newsletter-table.ts';
import type { OwnerAlarms } from '../constructs/owner-alarms.ts';
import type { PagesApi } from '../constructs/pages-api.ts';
import type { Sender } from '../constructs/sender.ts';
import type { TokenSecret } from '../constructs/token-secret.ts';
import type { FunctionCode } from '../functions.ts';
import type { Queues } from './queues.ts';

/** What the functions share; each takes the rights that it needs, and no more (tests/infra/permissions.golden.txt). */
export interface Shared {
  readonly newsletter: Newsletter;
  readonly code: FunctionCode;
  readonly table: NewsletterTable;
  readonly bucket: NewsletterBucket;
  readonly tokens: TokenSecret;
  readonly sender: Sender;
  readonly pages: PagesApi;
  readonly queues: Queues;
  readonly alarms: OwnerAlarms;
}

/** Environment of the functions that plan. */
export const planEnv = ({ table, bucket, queues }: Shared) => ({
  TABLE_NAME: table.table.tableName,
  BUCKET_NAME: bucket.bucket.bucketName,
  PLAN_QUEUE_URL: queues.plan.queue.queueUrl,
  DELIVERY_QUEUE_URL: queues.delivery.queue.queueUrl,
});

/** Environment of the functions that send. */
export const sendEnv = ({ sender, pages, tokens }: Shared) => ({
  CONFIGURATION_SET: sender.configurationSet.configurationSetName,
  SITE_URL: pages.url,
  TOKEN_SECRET_ARN: tokens.secret.secretArn,
});
