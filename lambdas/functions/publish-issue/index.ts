import { blobSources } from '../../adapters/blob-sources.ts';
import { loadTemplates } from '../../adapters/file-templates.ts';
import { jsonLog } from '../../adapters/log.ts';
import { collectBriefing } from '../../core/collect-briefing.ts';
import { readEnv } from '../env.ts';
import { newsletter } from '../newsletter.ts';
import { awsStores, deliveryQueueAt, planQueueAt } from '../stores.ts';
import { names } from './env.ts';
import { publishIssueHandler } from './handler.ts';

const env = readEnv(names, process.env);
const stores = awsStores(env);

/** The bundle has `templates/` beside it. */
export const handler = publishIssueHandler({
  ...stores,
  sources: blobSources(stores.blobs),
  planQueue: planQueueAt(env.PLAN_QUEUE_URL),
  deliveryQueue: deliveryQueueAt(env.DELIVERY_QUEUE_URL),
  newsletter: { ...newsletter, siteUrl: env.SITE_URL },
  templates: await loadTemplates(`${import.meta.dirname}/templates`),
  collect: collectBriefing,
  report: jsonLog(),
});
