import { resolveCname, resolveMx, resolveTxt } from 'node:dns/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type DynamoTable, documentClient } from '../../../lambdas/adapters/dynamo-client.ts';
import { dynamoLedger } from '../../../lambdas/adapters/dynamo-ledger.ts';
import { randomIds } from '../../../lambdas/adapters/random-ids.ts';
import { sesClient } from '../../../lambdas/adapters/ses-client.ts';
import { sesMailer } from '../../../lambdas/adapters/ses-mailer.ts';
import { systemClock } from '../../../lambdas/adapters/system-clock.ts';
import { tableIdentity } from '../../../lambdas/adapters/table-identity.ts';
import type { Newsletter } from '../../../lambdas/core/config.ts';
import type { Clock } from '../../../lambdas/core/ports.ts';
import type { AccountFacts } from '../facts.ts';
import { type Gathered, known, unknown } from '../line.ts';
import { asking } from './asking.ts';
import { watchClock } from './clock.ts';
import { askDns, type Resolver } from './dns.ts';
import { travelLoop } from './loop.ts';
import { askOneClick, askPages } from './pages.ts';
import { askAccount, askConfigurationSet, askDestinations, askIdentity } from './ses.ts';
import {
  askAlarmMails,
  askAlarms,
  askQueues,
  askReputation,
  askSchedules,
  type Deployed,
  readStack,
} from './stack.ts';
import { askTable } from './table.ts';

export interface GatherOptions {
  readonly newsletter: Newsletter;
  /** Milliseconds to wait for the events of a mail to the mailbox simulator; absent: none is sent. */
  readonly loopMs?: number;
  readonly clock?: Clock;
  readonly dns?: Resolver;
  readonly get?: typeof fetch;
  readonly note: (text: string) => void;
}

/** Asks the account of the environment's credentials; what cannot be asked is a fact of its own, and nothing is thrown. */
export async function gatherAccount(options: GatherOptions): Promise<AccountFacts> {
  const {
    newsletter,
    clock = systemClock,
    dns = { resolveTxt, resolveMx, resolveCname },
    get = fetch,
  } = options;
  const ses = new SESv2Client({});
  const ahead = watchClock(ses, clock);
  const cloudWatch = new CloudWatchClient({});
  const from = newsletter.from.address;
  const [region, account, identity, deployed, reputation] = await Promise.all([
    asking('the region', async () => await ses.config.region()),
    askAccount(ses),
    askIdentity(ses, from),
    asking('cloudformation:DescribeStacks and cloudformation:ListStackResources', () =>
      readStack(new CloudFormationClient({}), `${newsletter.aws.stackPrefix}-App`),
    ),
    askReputation(cloudWatch, clock.now()),
  ]);
  const table = within(deployed, 'TableName', async (name) => ({ client: documentClient(), name, clock }));
  const set = configurationSetOf(deployed);
  const [
    records,
    configurationSet,
    destinations,
    schedules,
    queues,
    alarms,
    alarmMails,
    tableFacts,
    pages,
    oneClick,
  ] = await Promise.all([
    askDns(dns, { from, replyTo: newsletter.replyTo }, identity),
    set.known ? askConfigurationSet(ses, set.value) : set,
    set.known ? askDestinations(ses, set.value) : set,
    deployed.known ? askSchedules(new SchedulerClient({}), deployed.value) : deployed,
    deployed.known ? askQueues(new SQSClient({ useQueueUrlAsEndpoint: false }), deployed.value) : deployed,
    deployed.known ? askAlarms(cloudWatch, deployed.value) : deployed,
    deployed.known ? askAlarmMails(new SNSClient({}), deployed.value) : deployed,
    table.then((each) =>
      each.known ? askTable(each.value, tableIdentity(each.value), { protection: true }) : each,
    ),
    within(deployed, 'PagesUrl', (url) => askPages([url], get)),
    // Mails link to the deployed pages, whatever `siteUrl` says.
    within(deployed, 'PagesUrl', (url) => askOneClick(url, get)),
  ]);
  const loop = await loopOf(options, await table, set);
  return {
    newsletter,
    region,
    account,
    identity,
    configurationSet,
    destinations,
    dns: records,
    reputation,
    schedules,
    queues,
    alarms,
    alarmMails,
    table: tableFacts,
    clockAheadMs: ahead(),
    pages,
    oneClick,
    loop,
  };
}

async function within<Value>(
  deployed: Gathered<Deployed>,
  output: string,
  use: (value: string) => Promise<Value>,
): Promise<Gathered<Value>> {
  if (!deployed.known) return deployed;
  const value = deployed.value.outputs[output];
  if (!value) return unknown(`the stack has no output ${output}`, 'Deploy it again: `npx cdk deploy --all`.');
  return known(await use(value));
}

function configurationSetOf(deployed: Gathered<Deployed>): Gathered<string> {
  if (!deployed.known) return deployed;
  const [set] = deployed.value.of('AWS::SES::ConfigurationSet');
  return set
    ? known(set.physical)
    : unknown('the stack has no configuration set', 'Deploy it: `npx cdk deploy --all`.');
}

async function loopOf(
  { newsletter, loopMs, clock = systemClock, note }: GatherOptions,
  table: Gathered<DynamoTable>,
  set: Gathered<string>,
): Promise<AccountFacts['loop']> {
  if (loopMs === undefined) return unknown('no mail was sent: --no-send');
  if (!table.known) return table;
  if (!set.known) return set;
  note('A mail to the mailbox simulator is on its way; waiting for its events.');
  const client = sesClient();
  try {
    return await asking('ses:SendRawEmail, dynamodb:PutItem, dynamodb:GetItem and dynamodb:DeleteItem', () =>
      travelLoop(
        {
          mailer: sesMailer({ client, clock, configurationSet: set.value }),
          ledger: dynamoLedger(table.value),
          table: table.value,
          newsletter,
          clock,
          ids: randomIds,
        },
        loopMs,
      ),
    );
  } finally {
    client.destroy();
  }
}
