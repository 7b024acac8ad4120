import { blobArchive } from '../../lambdas/adapters/blob-archive.ts';
import { blobIssues } from '../../lambdas/adapters/blob-issues.ts';
import { blobSources } from '../../lambdas/adapters/blob-sources.ts';
import type { Blobs } from '../../lambdas/adapters/blobs.ts';
import type { DynamoTable } from '../../lambdas/adapters/dynamo-client.ts';
import { dynamoFloods } from '../../lambdas/adapters/dynamo-floods.ts';
import { dynamoImports } from '../../lambdas/adapters/dynamo-imports.ts';
import { dynamoIssueRecords } from '../../lambdas/adapters/dynamo-issues.ts';
import { dynamoLedger } from '../../lambdas/adapters/dynamo-ledger.ts';
import { dynamoRateLease } from '../../lambdas/adapters/dynamo-rate-lease.ts';
import { dynamoSubscribers } from '../../lambdas/adapters/dynamo-subscribers.ts';
import { dynamoTopics } from '../../lambdas/adapters/dynamo-topics.ts';
import { memoryBlobs } from '../../lambdas/adapters/memory/blobs.ts';
import { memoryFloods } from '../../lambdas/adapters/memory/floods.ts';
import { memoryImports } from '../../lambdas/adapters/memory/imports.ts';
import { memoryIssueRecords } from '../../lambdas/adapters/memory/issue-records.ts';
import { memoryLedger } from '../../lambdas/adapters/memory/ledger.ts';
import { memoryRateLease } from '../../lambdas/adapters/memory/rate-lease.ts';
import { memorySubscribers } from '../../lambdas/adapters/memory/subscribers.ts';
import { memoryTopics } from '../../lambdas/adapters/memory/topics.ts';
import { recentIssues } from '../../lambdas/adapters/recent-issues.ts';
import type { Archive } from '../../lambdas/core/archive/archive.ts';
import type {
  Clock,
  Issues,
  Ledger,
  RateLease,
  Sources,
  Subscribers,
  Topics,
} from '../../lambdas/core/ports.ts';
import type { Floods } from '../../lambdas/core/subscribers/flood.ts';
import type { Imports } from '../../lambdas/core/subscribers/imports.ts';

/** The stores of a whole system, over one kind of engine. */
export interface Stores {
  readonly clock: TestClock;
  readonly subscribers: Subscribers;
  readonly imports: Imports;
  readonly floods: Floods;
  readonly recentIssues: () => Promise<readonly string[]>;
  readonly ledger: Ledger;
  readonly rateLease: RateLease;
  readonly issues: Issues;
  readonly archive: Archive;
  readonly sources: Sources;
  readonly topics: Topics;
  readonly blobs: Blobs;
}

/** A clock that stands still until it is told; sleeping moves it on and takes no time. */
export interface TestClock extends Clock {
  /** Moves on by milliseconds. */
  forward(ms: number): void;
  /** The instant as ISO 8601. */
  iso(): string;
}

/** A clock that starts at `start`, an ISO 8601 instant. */
export function testClock(start = '2026-11-24T06:00:00.000Z'): TestClock {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    iso: () => new Date(now).toISOString(),
    forward: (ms) => {
      now += ms;
    },
    sleep: async (ms) => {
      now += ms;
    },
  };
}

/** Key of address hashes in tests. */
export const addressKey = new Uint8Array(32).fill(7);

/** Every store in memory. */
export function memoryStores(clock = testClock()): Stores {
  const subscribers = memorySubscribers(clock);
  const blobs = memoryBlobs(clock);
  const records = memoryIssueRecords();
  return {
    clock,
    subscribers,
    imports: memoryImports(subscribers, 'test'),
    floods: memoryFloods(),
    recentIssues: recentIssues(records, clock),
    ledger: memoryLedger(subscribers),
    rateLease: memoryRateLease(),
    issues: blobIssues(records, blobs),
    archive: blobArchive(blobs),
    sources: blobSources(blobs),
    topics: memoryTopics(clock),
    blobs,
  };
}

/** Records in a DynamoDB table, blobs in memory. Waits between colliding writes are real: `table.clock` decides. */
export function dynamoStores(table: DynamoTable, clock = testClock()): Stores {
  const blobs = memoryBlobs(clock);
  // Expiry goes by the test's clock; pauses must give other writers real time to finish.
  const timed = { ...table, clock: { now: clock.now, sleep: table.clock.sleep } };
  return {
    clock,
    subscribers: dynamoSubscribers(timed, { addressKey, source: 'test' }),
    imports: dynamoImports(timed, { addressKey, source: 'test' }),
    floods: dynamoFloods(timed, addressKey),
    recentIssues: recentIssues(dynamoIssueRecords(timed), clock),
    ledger: dynamoLedger(timed),
    rateLease: dynamoRateLease(timed),
    issues: blobIssues(dynamoIssueRecords(timed), blobs),
    archive: blobArchive(blobs),
    sources: blobSources(blobs),
    topics: dynamoTopics(timed),
    blobs,
  };
}
