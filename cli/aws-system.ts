import { fileURLToPath } from 'node:url';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { blobArchive } from '../lambdas/adapters/blob-archive.ts';
import { blobIssues } from '../lambdas/adapters/blob-issues.ts';
import { blobSources } from '../lambdas/adapters/blob-sources.ts';
import { type DynamoTable, documentClient } from '../lambdas/adapters/dynamo-client.ts';
import { dynamoFloods } from '../lambdas/adapters/dynamo-floods.ts';
import { dynamoImports } from '../lambdas/adapters/dynamo-imports.ts';
import { dynamoIssueRecords } from '../lambdas/adapters/dynamo-issues.ts';
import { dynamoLedger } from '../lambdas/adapters/dynamo-ledger.ts';
import { dynamoSubscribers } from '../lambdas/adapters/dynamo-subscribers.ts';
import { dynamoTopics } from '../lambdas/adapters/dynamo-topics.ts';
import { loadTemplates } from '../lambdas/adapters/file-templates.ts';
import { migrateTable, pendingMigrations } from '../lambdas/adapters/migrate-table.ts';
import { randomIds } from '../lambdas/adapters/random-ids.ts';
import { s3Blobs } from '../lambdas/adapters/s3-blobs.ts';
import { secretKeyStore, secretKeys } from '../lambdas/adapters/secret-keys.ts';
import { sqsDeadLetters } from '../lambdas/adapters/sqs-dead-letters.ts';
import { sqsQueue } from '../lambdas/adapters/sqs-queue.ts';
import { systemClock } from '../lambdas/adapters/system-clock.ts';
import { tableIdentity } from '../lambdas/adapters/table-identity.ts';
import { durationMs } from '../lambdas/core/config.ts';
import { changesItems } from '../lambdas/core/migrations/migrations.ts';
import { remedyFor } from './aws-trouble.ts';
import type { DeadLetters } from './dead-letters.ts';
import { lazyFloods, lazyImports, lazySubscribers } from './lazy-subscribers.ts';
import { newerData } from './newer-data.ts';
import { WorkFailed } from './output.ts';
import type { OpenOptions, System } from './system.ts';

/** What the App stack says of itself, by the names of its outputs. */
interface StackOutputs {
  readonly BucketName: string;
  readonly TableName: string;
  readonly PlanQueueUrl: string;
  readonly DeliveryQueueUrl: string;
  /** Absent in stacks of before. */
  readonly FeedbackQueueUrl?: string;
  readonly TokenSecretArn: string;
  readonly PagesUrl: string;
}

const NEEDED = [
  'BucketName',
  'TableName',
  'PlanQueueUrl',
  'DeliveryQueueUrl',
  'TokenSecretArn',
  'PagesUrl',
] as const;

/**
 * The deployed system, by the credentials and region of the environment. Throws WorkFailed with the remedy when there are
 * no credentials, no region, or no such stack.
 */
export async function openAwsSystem(options: OpenOptions): Promise<System> {
  const stack = `${options.newsletter.aws.stackPrefix}-App`;
  const outputs = await outputsOf(stack);
  const clock = systemClock;
  const client = documentClient();
  const sqs = new SQSClient({});
  const table = { client, name: outputs.TableName, clock };
  await refuseNewerData(table, stack);
  const blobs = s3Blobs({ client: new S3Client({}), bucket: outputs.BucketName, clock });
  const secret = { client: new SecretsManagerClient({}), secretId: outputs.TokenSecretArn };
  const keys = secretKeys({ ...secret, clock });
  return {
    where: 'aws',
    description: `stack ${stack}`,
    // Mails link to where the archive is served.
    newsletter: { ...options.newsletter, siteUrl: outputs.PagesUrl },
    templates: await loadTemplates(fileURLToPath(new URL('../templates', import.meta.url))),
    // The key of the address locks is asked for only by commands that look at readers: `inbox` needs no right to it.
    subscribers: lazySubscribers(async () =>
      dynamoSubscribers(table, { addressKey: (await keys()).addressKey, source: 'cli' }),
    ),
    imports: lazyImports(async () =>
      dynamoImports(table, { addressKey: (await keys()).addressKey, source: 'cli' }),
    ),
    floods: lazyFloods(async () => dynamoFloods(table, (await keys()).addressKey)),
    ledger: dynamoLedger(table),
    issues: blobIssues(dynamoIssueRecords(table), blobs),
    archive: blobArchive(blobs),
    sources: blobSources(blobs),
    topics: dynamoTopics(table),
    planQueue: sqsQueue({ client: sqs, url: outputs.PlanQueueUrl, clock }),
    deliveryQueue: sqsQueue({ client: sqs, url: outputs.DeliveryQueueUrl, clock }),
    deadLetters: {
      plan: awsDeadLetters(sqs, outputs.PlanQueueUrl),
      delivery: awsDeadLetters(sqs, outputs.DeliveryQueueUrl),
      feedback: awsDeadLetters(sqs, outputs.FeedbackQueueUrl),
    },
    storage: { table, blobs },
    keys: secretKeyStore(secret),
    identity: tableIdentity(table),
    clock,
    ids: randomIds,
    graceMs: options.graceMs ?? durationMs(options.newsletter.delivery.grace),
    close: async () => client.destroy(),
  };
}

function awsDeadLetters(client: SQSClient, url: string | undefined): DeadLetters {
  const letters = () => {
    if (url !== undefined) return sqsDeadLetters({ client, url, clock: systemClock });
    throw new WorkFailed('The stack is of before this command: deploy it again with `npx cdk deploy --all`.');
  };
  return {
    count: async () => letters().count(),
    async redrive() {
      const result = await letters().redrive();
      if (result.kind !== 'failed') return { kind: result.kind, moved: result.moved };
      throw new WorkFailed(
        `Amazon SQS stopped after ${result.moved} messages: ${result.reason}. Nothing is lost: run the command again.`,
      );
    },
  };
}

/**
 * A new deployment's data get their mark here; steps that change items are for `briefwire migrate`. A table that may not be
 * read or written is for the command itself to stumble over: `inbox` needs none.
 */
async function refuseNewerData(table: DynamoTable, stack: string): Promise<void> {
  const plan = await pendingMigrations(table).catch(() => undefined);
  if (plan?.kind === 'newer') throw new WorkFailed(newerData(plan, `The data of stack ${stack}`));
  if (plan && plan.steps.length > 0 && !changesItems(plan)) {
    await migrateTable(table).catch(() => undefined);
  }
}

async function outputsOf(stack: string): Promise<StackOutputs> {
  const outputs = await describeStack(stack);
  const found = Object.fromEntries(outputs.map((each) => [each.OutputKey, each.OutputValue]));
  const missing = NEEDED.filter((name) => !found[name]);
  if (missing.length > 0) {
    throw new WorkFailed(
      `Stack ${stack} has no output ${missing.join(', ')}: deploy it again with \`npx briefwire deploy\`.`,
    );
  }
  return found as unknown as StackOutputs;
}

async function describeStack(stack: string) {
  try {
    const { Stacks } = await new CloudFormationClient({}).send(
      new DescribeStacksCommand({ StackName: stack }),
    );
    return Stacks?.[0]?.Outputs ?? [];
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) {
      throw new WorkFailed(
        `There is no stack ${stack} in this account and region: deploy it with \`npx briefwire deploy\`.`,
        { cause: error },
      );
    }
    throw new WorkFailed(remedyFor(error, `stack ${stack}`), { cause: error });
  }
}
