import { headsOf } from '../../adapters/blob-issues.ts';
import { dynamoIssueRecords } from '../../adapters/dynamo-issues.ts';
import { dynamoLedger } from '../../adapters/dynamo-ledger.ts';
import { dynamoSubscribers } from '../../adapters/dynamo-subscribers.ts';
import { jsonLog } from '../../adapters/log.ts';
import { awsKeys } from '../aws-keys.ts';
import { readEnv } from '../env.ts';
import { awsTable } from '../stores.ts';
import { names } from './env.ts';
import { recordFeedbackHandler } from './handler.ts';

const env = readEnv(names, process.env);
const table = awsTable(env);
const keys = awsKeys(env.TOKEN_SECRET_ARN);
const record = recordFeedbackHandler({
  ledger: dynamoLedger(table),
  subscribers: dynamoSubscribers(table, { addressKey: (await keys()).addressKey, source: 'feedback' }),
  issues: { heads: () => headsOf(dynamoIssueRecords(table)) },
  clock: table.clock,
  report: jsonLog(),
});

/** Entry of the function; see handler.ts. */
export const handler: typeof record = (event) => keys().then(() => record(event));
