import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { dataState } from '../../lambdas/adapters/data-version.ts';
import { keys } from '../../lambdas/adapters/dynamo-table.ts';
import { type Keys, parseKeys } from '../../lambdas/adapters/keys.ts';
import { migrateTable } from '../../lambdas/adapters/migrate-table.ts';
import type { KeyStore } from '../../lambdas/adapters/rotate-keys.ts';
import type { TableIdentity } from '../../lambdas/adapters/table-identity.ts';
import { DATA_VERSION } from '../../lambdas/core/migrations/migrations.ts';
import { newerData } from '../newer-data.ts';
import { WorkFailed } from '../output.ts';
import type { Storage } from '../system.ts';
import { HASHED_FILES, PLAIN_FILES, SUBSCRIBERS } from './kinds.ts';
import { fingerprintOf, type Manifest, readManifest } from './manifest.ts';
import { checkFiles, checkTarget, markUnfinished, refuseToForget } from './restore-checks.ts';
import { restoreBlobs, restoreHashed, restorePlain, restoreSubscribers, type Work } from './restore-items.ts';

/** Where a backup goes. */
export interface RestoreTarget extends Storage {
  readonly keys: KeyStore;
  readonly identity: TableIdentity;
}

export interface RestoreOptions {
  readonly directory: string;
  /** The owner accepts that suppressions of which only a hash is left cannot be found again. */
  readonly forgetHashed: boolean;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Lines per file that were restored. */
  readonly counts: Readonly<Record<string, number>>;
  /** Issues that were open and are paused now. */
  readonly paused: readonly string[];
  readonly brokenLedgers: number;
  /** Per file: lines under the hash of an address that nobody here could make anew. */
  readonly forgotten: Readonly<Record<string, number>>;
  /** `taken`: the keys of the backup are this newsletter's now; `same`: they were; `other`: old links are dead. */
  readonly keys: 'taken' | 'same' | 'other';
}

/**
 * Puts a backup into a newsletter that has no readers yet. Everything is checked before the first write; killed half-way it
 * is run again and ends in the same table, and until it has ended the table counts as a copy and sends nothing. Issues that
 * were open are paused. Throws UsageError or WorkFailed with the remedy when it must not go on.
 */
export async function restoreBackup(target: RestoreTarget, options: RestoreOptions): Promise<Restored> {
  const { directory } = options;
  const { manifest, sha256 } = readManifest(directory);
  if (manifest.dataVersion > DATA_VERSION) {
    throw new WorkFailed(
      newerData({ from: manifest.dataVersion, known: DATA_VERSION }, `The data in ${directory}`),
    );
  }
  await checkFiles(directory, manifest);
  await checkTarget(target.table, sha256);
  const own = await target.keys.read();
  const brought = manifest.withKeys ? readKeys(directory) : undefined;
  const addressKey = (brought ?? own).addressKey;
  const sameKey = fingerprintOf(addressKey) === manifest.addressKey;
  const work: Work = { ...target, directory, manifest, addressKey, sameKey };
  if (!sameKey && !options.forgetHashed) await refuseToForget(directory);

  await markUnfinished(target.table, sha256);
  const kept = brought ? await takeKeys(target.keys, own, brought) : sameKey ? 'same' : 'other';
  await restoreBlobs(work);
  const counts: Record<string, number> = {};
  const forgotten: Record<string, number> = {};
  const { lines, brokenLedgers } = await restoreSubscribers(work);
  counts[SUBSCRIBERS] = lines;
  for (const file of HASHED_FILES) {
    const { restored, lost } = await restoreHashed(work, file);
    counts[file] = restored;
    if (lost > 0) forgotten[file] = lost;
  }
  const paused: string[] = [];
  for (const file of PLAIN_FILES) counts[file] = await restorePlain(work, file, paused);
  await restoreVersion(work);
  await target.identity.adopt();
  return { manifest, counts, paused, brokenLedgers, forgotten, keys: kept };
}

function readKeys(directory: string): Keys {
  return parseKeys(readFileSync(join(directory, 'keys.json'), 'utf8'));
}

async function takeKeys(store: KeyStore, own: Keys, brought: Keys): Promise<Restored['keys']> {
  const same = brought.tokenKeys[brought.current] === own.tokenKeys[brought.current];
  if (same && fingerprintOf(own.addressKey) === fingerprintOf(brought.addressKey)) return 'same';
  return store.change(() => ({ result: 'taken', keys: brought }));
}

/** The data are of the backup's version, and are brought to that of this code. */
async function restoreVersion({ table, manifest }: Work): Promise<void> {
  const { version } = await dataState(table);
  if (version > manifest.dataVersion) {
    const at = table.clock.now().toISOString();
    const Item = { ...keys.dataVersion(), version: manifest.dataVersion, at };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
  }
  await migrateTable(table);
}
