import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackupSource } from '../../../cli/backup/write-backup.ts';
import type { DynamoTable } from '../../../lambdas/adapters/dynamo-client.ts';
import { generateKeys, type Keys } from '../../../lambdas/adapters/keys.ts';
import { memoryBlobs } from '../../../lambdas/adapters/memory/blobs.ts';
import type { KeyStore } from '../../../lambdas/adapters/rotate-keys.ts';
import { tableIdentity } from '../../../lambdas/adapters/table-identity.ts';
import { shardOf } from '../../../lambdas/core/delivery/shard.ts';
import { erase } from '../../../lambdas/core/subscribers/my-data.ts';
import { aClaim, anIssue, aSkeleton, aSubscriber } from '../../contracts/samples.ts';
import { aNewsletter } from '../../support/issue-builders.ts';
import { addressKey, dynamoStores, testClock } from '../../support/stores.ts';

/** Keys as `dynamoStores` of the tests uses them, or others. */
export const testKeys = (): Keys => ({ ...generateKeys(), addressKey });

/** A newsletter over a table: what a backup is made of, and where a restore goes. */
export function over(table: DynamoTable, keys: Keys = testKeys(), clock = testClock()) {
  let own = keys;
  const store: KeyStore = {
    read: async () => own,
    async change(decide) {
      const { result, keys: after } = decide(own);
      own = after ?? own;
      return result;
    },
  };
  const timed = { ...table, clock: { now: clock.now, sleep: table.clock.sleep } };
  const blobs = memoryBlobs(clock);
  const source: BackupSource = { table: timed, blobs, newsletter: aNewsletter(), keys };
  return {
    clock,
    table: timed,
    blobs,
    source,
    keys: () => own,
    target: { table: timed, blobs, keys: store, identity: tableIdentity(timed) },
    stores: dynamoStores(table, clock),
  };
}

export type Newsletter = ReturnType<typeof over>;

/** Readers in every state, an open issue and a closed one, with their ledgers. */
export async function fill({ stores, clock, blobs }: Newsletter): Promise<void> {
  const { subscribers, ledger, issues } = stores;
  for (const id of ['anna', 'bob', 'carol', 'dora', 'erik']) await subscribers.add(aSubscriber({ id }));
  await subscribers.choose(
    'anna',
    1,
    { sections: ['markets'], hour: 8, language: 'en', edition: 'daily' },
    clock.iso(),
  );
  await subscribers.unsubscribe('bob', 1, clock.iso());
  await subscribers.suppress('carol', { reason: 'bounce', at: clock.iso() });
  await erase(subscribers, 'dora', clock.iso(), 'test');
  for (const id of ['daily.2026-11-23T0700', 'daily.2026-11-24T0700']) {
    await issues.freeze(anIssue({ id }), [aSkeleton({ issueId: id })]);
    await ledger.claim(aClaim(clock.iso(), { issueId: id }));
  }
  const key = { issueId: 'daily.2026-11-23T0700', shard: shardOf('anna'), subscriberId: 'anna', attempt: 1 };
  await ledger.settle(key, { state: 'accepted', messageId: 'm1' }, clock.iso());
  await issues.move(key.issueId, ['frozen'], { state: 'closed', outcome: 'sent' });
  await ledger.once('NOTICE#1', clock.iso());
  await ledger.count(key.issueId, { sent: 1 });
  await blobs.put('inbox/monday.md', new TextEncoder().encode('# Monday'));
}

/** A directory of a test's own. */
export async function aDirectory() {
  const root = await mkdtemp(join(tmpdir(), 'briefwire-backup-'));
  return { in: (name: string) => join(root, name), remove: () => rm(root, { recursive: true, force: true }) };
}
