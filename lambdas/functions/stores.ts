import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { blobArchive } from '../adapters/blob-archive.ts';
import { blobIssues } from '../adapters/blob-issues.ts';
import type { Blobs } from '../adapters/blobs.ts';
import { type DynamoTable, documentClient } from '../adapters/dynamo-client.ts';
import { dynamoIssueRecords } from '../adapters/dynamo-issues.ts';
import { dynamoTopics } from '../adapters/dynamo-topics.ts';
import { s3Blobs } from '../adapters/s3-blobs.ts';
import { sqsQueue } from '../adapters/sqs-queue.ts';
import { getManySubscribers, shardMembers } from '../adapters/subscriber-reads.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Archive } from '../core/archive/archive.ts';
import type { DeliveryMessage, PlanShard } from '../core/delivery/delivery.ts';
import type { Issues, Queue, Subscribers, Topics } from '../core/ports.ts';

/** The stores that most functions share; region and credentials come from the function's environment. */
export interface AwsStores {
  readonly clock: typeof systemClock;
  readonly table: DynamoTable;
  readonly blobs: Blobs;
  readonly issues: Issues;
  readonly archive: Archive;
  readonly topics: Topics;
  /** Reading alone, which needs no keys of addresses. */
  readonly subscribers: Pick<Subscribers, 'getMany' | 'activeReaders'>;
}

/** The table and the bucket of a deployed newsletter. */
export function awsStores(env: { readonly TABLE_NAME: string; readonly BUCKET_NAME: string }): AwsStores {
  const clock = systemClock;
  const table = awsTable(env);
  const blobs = s3Blobs({ client: new S3Client({}), bucket: env.BUCKET_NAME, clock });
  return {
    clock,
    table,
    blobs,
    issues: blobIssues(dynamoIssueRecords(table), blobs),
    archive: blobArchive(blobs),
    topics: dynamoTopics(table),
    subscribers: {
      getMany: (ids) => getManySubscribers(table, ids),
      activeReaders: ({ shard, ...query }) => shardMembers(table, 'audience', shard, query),
    },
  };
}

/** The table alone. */
export function awsTable(env: { readonly TABLE_NAME: string }): DynamoTable {
  return { client: documentClient(), name: env.TABLE_NAME, clock: systemClock };
}

/** The archive alone. */
export function awsArchive(env: { readonly BUCKET_NAME: string }): Archive {
  return blobArchive(s3Blobs({ client: new S3Client({}), bucket: env.BUCKET_NAME, clock: systemClock }));
}

/** The queue of shards to plan. */
export function planQueueAt(url: string): Queue<PlanShard> {
  return sqsQueue({ client: new SQSClient({}), url, clock: systemClock });
}

/** The queue of chunks and notices to send. */
export function deliveryQueueAt(url: string): Queue<DeliveryMessage> {
  return sqsQueue({ client: new SQSClient({}), url, clock: systemClock });
}
