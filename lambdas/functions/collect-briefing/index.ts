import { dynamoTopics } from '../../adapters/dynamo-topics.ts';
import { jsonLog } from '../../adapters/log.ts';
import { sourceFetcher } from '../../adapters/source-fetcher.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { collectBriefing } from '../../core/collect-briefing.ts';
import { readEnv } from '../env.ts';
import { newsletter } from '../newsletter.ts';
import { awsTable } from '../stores.ts';
import { names } from './env.ts';
import { collectBriefingHandler } from './handler.ts';

const env = readEnv(names, process.env);

export const handler = collectBriefingHandler({
  topics: dynamoTopics(awsTable(env)),
  fetchSource: sourceFetcher(),
  collect: collectBriefing,
  clock: systemClock,
  newsletter,
  report: jsonLog(),
});
