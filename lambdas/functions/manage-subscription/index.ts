import { dynamoSubscribers } from '../../adapters/dynamo-subscribers.ts';
import { loadTemplates } from '../../adapters/file-templates.ts';
import { jsonLog } from '../../adapters/log.ts';
import { awsKeys } from '../aws-keys.ts';
import { readEnv } from '../env.ts';
import { liveTokens } from '../live-tokens.ts';
import { newsletter } from '../newsletter.ts';
import { awsTable } from '../stores.ts';
import { names } from './env.ts';
import { manageSubscriptionHandler } from './handler.ts';

const env = readEnv(names, process.env);
const table = awsTable(env);
const keys = awsKeys(env.TOKEN_SECRET_ARN);
const tokens = liveTokens(keys);
const subscribers = dynamoSubscribers(table, { addressKey: (await keys()).addressKey, source: 'pages' });
const templates = await loadTemplates(`${import.meta.dirname}/templates`);
const site = { newsletter, templates, siteUrl: env.SITE_URL, clock: table.clock, report: jsonLog() };
const answer = manageSubscriptionHandler({ ...site, subscribers, tokens });

/** Entry of the function; see handler.ts. */
export const handler: typeof answer = (event, context) => tokens.refresh().then(() => answer(event, context));
