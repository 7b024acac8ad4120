import { getConnInfo } from 'hono/aws-lambda';
import { draftDesk } from '../../adapters/blob-issues.ts';
import { dynamoFloods } from '../../adapters/dynamo-floods.ts';
import { dynamoIssueRecords } from '../../adapters/dynamo-issues.ts';
import { dynamoLedger } from '../../adapters/dynamo-ledger.ts';
import { dynamoSubscribers } from '../../adapters/dynamo-subscribers.ts';
import { fileSystemMails } from '../../adapters/file-system-mails.ts';
import { loadTemplates } from '../../adapters/file-templates.ts';
import { jsonLog } from '../../adapters/log.ts';
import { randomIds } from '../../adapters/random-ids.ts';
import { recentIssues } from '../../adapters/recent-issues.ts';
import { sesClient } from '../../adapters/ses-client.ts';
import { sesMailer } from '../../adapters/ses-mailer.ts';
import type { Tokens } from '../../core/subscribers/tokens.ts';
import { newsletter } from '../newsletter.ts';
import { awsArchive, awsTable } from '../stores.ts';
import type { PagesDeps } from './app.ts';
import type { Env } from './env.ts';
import { SOURCE } from './page-kit.ts';

/** A person waits; what SES does not answer by then is given up. */
const SES_TIMEOUT_MS = 3_000;

/** The pages' adapters in AWS. `directory` is the function's own, with what the build put beside the code. */
export async function wire(
  env: Env,
  tokens: Tokens,
  addressKey: Uint8Array,
  directory: string,
): Promise<PagesDeps> {
  const table = awsTable(env);
  const { clock } = table;
  const records = dynamoIssueRecords(table);
  return {
    newsletter,
    templates: await loadTemplates(`${directory}/templates`),
    systemMails: fileSystemMails(`${directory}/system-mails.json`, newsletter),
    subscribers: dynamoSubscribers(table, { addressKey, source: SOURCE }),
    mailer: sesMailer({
      client: sesClient(),
      clock,
      configurationSet: env.CONFIGURATION_SET,
      requestTimeoutMs: SES_TIMEOUT_MS,
    }),
    oneClicks: {
      floods: dynamoFloods(table, addressKey),
      recentIssues: recentIssues(records, clock),
      ledger: dynamoLedger(table),
    },
    archive: awsArchive(env),
    issues: draftDesk(records),
    ids: randomIds,
    siteUrl: env.SITE_URL,
    // The address that the HTTP API saw itself: no header can say another.
    addressOf: (context) => getConnInfo(context).remote.address,
    clock,
    tokens,
    report: jsonLog(),
  };
}
