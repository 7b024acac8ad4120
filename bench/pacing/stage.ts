import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { startDynamo } from '../../cli/local/dynamo-engine.ts';
import { createTable } from '../../cli/local/dynamo-table.ts';
import { openQueue } from '../../cli/local/queue.ts';
import { openStateDirectory, type StateDirectory } from '../../cli/local/state.ts';
import { anyCredentials } from '../../cli/local/stores.ts';
import { blobIssues } from '../../lambdas/adapters/blob-issues.ts';
import { documentClient } from '../../lambdas/adapters/dynamo-client.ts';
import { dynamoIssueRecords } from '../../lambdas/adapters/dynamo-issues.ts';
import { dynamoLedger } from '../../lambdas/adapters/dynamo-ledger.ts';
import { dynamoRateLease } from '../../lambdas/adapters/dynamo-rate-lease.ts';
import { dynamoSubscribers } from '../../lambdas/adapters/dynamo-subscribers.ts';
import { TTL_ATTRIBUTE, tableDefinition } from '../../lambdas/adapters/dynamo-table.ts';
import { memoryBlobs } from '../../lambdas/adapters/memory/blobs.ts';
import { memoryIssueRecords } from '../../lambdas/adapters/memory/issue-records.ts';
import { memoryLedger } from '../../lambdas/adapters/memory/ledger.ts';
import { memoryRateLease } from '../../lambdas/adapters/memory/rate-lease.ts';
import { memorySubscribers } from '../../lambdas/adapters/memory/subscribers.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import type { DeliveryMessage, PlanShard } from '../../lambdas/core/delivery/delivery.ts';
import { planMessages } from '../../lambdas/core/delivery/messages.ts';
import type { Issues, Ledger, RateLease, Subscribers } from '../../lambdas/core/ports.ts';
import { readerNumber } from '../readers.ts';
import type { Sample } from '../sample.ts';
import { countUnits, type Units } from './counted-units.ts';

/** The laptop's DynamoDB engine on a file, or the stores in memory. */
export type Engine = 'dynoxide' | 'memory';

interface Records {
  readonly subscribers: Subscribers;
  readonly ledger: Ledger;
  readonly issues: Issues;
  /** One for each sender, as each process has its own. */
  newLease(): RateLease;
  /** What DynamoDB would bill since the last look. */
  units(): Units;
  close(): Promise<void>;
}

const clock = systemClock;

/** A laptop's stores and queues (in memory with the memory engine) with one frozen issue for that many readers; nothing is planned yet. */
export async function openStage(engine: Engine, { issue, skeleton }: Sample, readers: number) {
  const folder = await mkdtemp(join(tmpdir(), 'briefwire-pacing-'));
  const state = openStateDirectory(folder);
  const records = engine === 'memory' ? memoryRecords() : await dynamoRecords(state);
  const queue = { visibilitySeconds: 360, maxReceives: 5, clock };
  const file = engine === 'memory' ? ':memory:' : state.queues;
  const planQueue = openQueue<PlanShard>(file, 'plan', queue);
  const deliveryQueue = openQueue<DeliveryMessage>(file, 'delivery', queue);
  await addReaders(records.subscribers, readers);
  await records.issues.freeze({ ...issue, languages: ['en'] }, [skeleton]);
  await planQueue.send(planMessages(issue.id));
  records.units();
  return {
    ...records,
    clock,
    issueId: issue.id,
    readers,
    planQueue,
    deliveryQueue,
    async close() {
      planQueue.close();
      deliveryQueue.close();
      await records.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

function memoryRecords(): Records {
  const subscribers = memorySubscribers(clock);
  const lease = memoryRateLease();
  return {
    subscribers,
    ledger: memoryLedger(subscribers),
    issues: blobIssues(memoryIssueRecords(), memoryBlobs(clock)),
    newLease: () => lease,
    units: () => ({ writes: 0, reads: 0 }),
    close: async () => undefined,
  };
}

async function dynamoRecords(state: StateDirectory): Promise<Records> {
  const engine = await startDynamo({ state });
  if (engine.kind === 'none') throw new Error(engine.reason);
  const client = documentClient({ endpoint: engine.endpoint, ...anyCredentials() });
  const table = { client, name: 'briefwire', clock };
  await createTable(client, tableDefinition(table.name), TTL_ATTRIBUTE);
  return {
    subscribers: dynamoSubscribers(table, { addressKey: new Uint8Array(32).fill(7), source: 'bench' }),
    ledger: dynamoLedger(table),
    issues: blobIssues(dynamoIssueRecords(table), memoryBlobs(clock)),
    newLease: () => dynamoRateLease(table),
    units: countUnits(client),
    async close() {
      client.destroy();
      await engine.stop();
    },
  };
}

/** Writes under way at once while the list is made. */
const AT_ONCE = 16;

async function addReaders(subscribers: Subscribers, count: number): Promise<void> {
  const at = clock.now().toISOString();
  await pLimit(AT_ONCE).map(Array.from({ length: count }), async (_, index) => {
    const added = await subscribers.add({
      id: `reader-${index}`,
      email: readerNumber(index).email,
      state: 'active',
      consentVersion: 1,
      edition: 'daily',
      sections: [],
      language: 'en',
      timeZone: 'UTC',
      createdAt: at,
      updatedAt: at,
    });
    if (added.kind !== 'added') throw new Error(`reader ${index} was not added: ${added.kind}`);
  });
}
