import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blobIssues } from '../lambdas/adapters/blob-issues.ts';
import type { Blobs } from '../lambdas/adapters/blobs.ts';
import { memoryIssueRecords } from '../lambdas/adapters/memory/issue-records.ts';
import { systemClock } from '../lambdas/adapters/system-clock.ts';
import {
  type Delivery,
  type DeliveryMessage,
  type PlanShard,
  SHARDS,
} from '../lambdas/core/delivery/delivery.ts';
import { planMessages } from '../lambdas/core/delivery/messages.ts';
import { planShard } from '../lambdas/core/plan-audience.ts';
import type { Queue } from '../lambdas/core/ports.ts';
import type { Subscriber } from '../lambdas/core/subscribers/subscriber.ts';
import { ownPeakMegabytes } from './own-peak.ts';
import type { Sample } from './sample.ts';

/**
 * Freezes and plans a list of readers that are made up one by one behind the port, then plans it again with a ledger that
 * says that everybody has their mail, which closes the issue. The audience goes to files as in S3; queues only count.
 * Words: a file with the issue, a folder, how many readers. Prints its peak memory (resident set) and what it planned.
 */
const [frozen = '', folder = '', count = '0'] = process.argv.slice(2);
const perShard = Math.ceil(Number(count) / SHARDS);
const { newsletter, issue, skeleton } = JSON.parse(await readFile(frozen, 'utf8')) as Sample;
const issues = blobIssues(memoryIssueRecords(), quickBlobs(folder));
await issues.freeze({ ...issue, audience: { kind: 'everyone' }, languages: ['en'] }, [skeleton]);

const run = randomBytes(4).toString('hex');
const idOf = (shard: number, index: number) =>
  `${String(shard).padStart(2, '0')}-${String(index).padStart(8, '0')}-${run}-abc`;

async function* activeReaders({ shard, after }: { shard: number; after?: string }) {
  const first = after === undefined ? 0 : Number(after.slice(3, 11)) + 1;
  for (let index = first; index < perShard; index += 1) {
    const id = idOf(shard, index);
    const at = '2026-11-24T06:00:00.000Z';
    const choices = { edition: 'daily', sections: ['world', 'markets'], language: 'en', timeZone: 'UTC' };
    const person = { id, email: `${id}@example.org`, state: 'active', consentVersion: 1 } as const;
    yield { ...person, ...choices, createdAt: at, updatedAt: at } satisfies Subscriber;
  }
}

let done = false;
async function* deliveries(issueId: string, shard: number, range?: { from: string; to: string }) {
  if (!done || !range) return;
  const last = Number(range.to.slice(3, 11));
  for (let index = Number(range.from.slice(3, 11)); index <= last; index += 1) {
    const at = '2026-11-24T06:00:10.000Z';
    const messageIds = { 1: `0100-${index}` };
    const row = { issueId, subscriberId: idOf(shard, index), state: 'accepted', attempt: 1 } as const;
    yield { ...row, messageIds, messageId: messageIds[1], sentAt: at, at } satisfies Delivery;
  }
}

let planned = 0;
const deliveryQueue: Queue<DeliveryMessage> = {
  async send(messages) {
    for (const message of messages) planned += message.kind === 'chunk' ? message.recipients.length : 0;
  },
  depth: async () => 0,
};
const planQueue: Queue<PlanShard> = { send: async () => undefined, depth: async () => 0 };
const deps = {
  issues,
  subscribers: { activeReaders, getMany: async () => new Map() },
  ledger: {
    deliveries,
    settle: async () => true,
    lastFeedback: async () => undefined,
    counters: async () => ({}),
  },
  planQueue,
  deliveryQueue,
  newsletter,
  graceMs: 900_000,
  clock: systemClock,
  report: () => undefined,
};

const began = performance.now();
for (const message of planMessages(issue.id)) await planShard(deps, message);
const frozenMs = performance.now() - began;
done = true;
for (const message of planMessages(issue.id)) await planShard(deps, message);
const head = await issues.head(issue.id);
const answer = {
  megabytes: ownPeakMegabytes(),
  planned,
  closed: head?.state === 'closed' ? head.accounting?.accepted : 0,
  shardSeconds: frozenMs / 1000 / SHARDS,
};
process.stdout.write(`${JSON.stringify(answer)}\n`);

/** Files that are written without waiting for the disk: the laptop's blobs are durable, and that is what they cost. */
function quickBlobs(root: string): Blobs {
  const at = (key: string) => join(root, key);
  const get: Blobs['get'] = (key) => readFile(at(key)).catch(() => undefined);
  return {
    get,
    async put(key, body, { ifAbsent = false } = {}) {
      await mkdir(dirname(at(key)), { recursive: true });
      if (ifAbsent && (await get(key))) return 'exists';
      await writeFile(at(key), body);
      return 'written';
    },
    async list(prefix) {
      const names = await readdir(at(prefix)).catch(() => []);
      return names.sort().map((name) => ({ key: prefix + name, bytes: 0, modifiedAt: '' }));
    },
    remove: async () => false,
  };
}
