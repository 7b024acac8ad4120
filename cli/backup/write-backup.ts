import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pLimit from 'p-limit';
import { dataState } from '../../lambdas/adapters/data-version.ts';
import type { DynamoTable } from '../../lambdas/adapters/dynamo-client.ts';
import { keys, TTL_ATTRIBUTE } from '../../lambdas/adapters/dynamo-table.ts';
import { readItem } from '../../lambdas/adapters/dynamo-write.ts';
import { type Keys, keysToJson } from '../../lambdas/adapters/keys.ts';
import { scanPages } from '../../lambdas/adapters/scan-pages.ts';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { fileBlobs } from '../local/file-blobs.ts';
import { UsageError } from '../output.ts';
import type { Storage } from '../system.ts';
import { HASHED_FILES, type Item, PLAIN_FILES, placeOf, SUBSCRIBERS } from './kinds.ts';
import { type FileFacts, type LineWriter, lineWriter } from './lines.ts';
import { FORMAT, fingerprintOf, type Manifest, manifestIn } from './manifest.ts';
import { isIntact, readSubscriber } from './subscriber-line.ts';

/** Readings at a time: a subscriber is a query of their own. */
const PARALLEL = 8;

/** What a backup is made of. */
export interface BackupSource extends Storage {
  readonly newsletter: Newsletter;
  readonly keys: Keys;
}

export interface BackupMade {
  readonly directory: string;
  readonly manifest: Manifest;
  /** Issues that were not closed: what is sent of them from here on is not in the backup. */
  readonly open: readonly string[];
  /** Subscribers whose consent ledger was not whole before. */
  readonly brokenLedgers: number;
}

/**
 * Writes everything into a new directory for its owner alone, one item at a time. The manifest comes last. Throws UsageError
 * when there is something in the directory.
 */
export async function writeBackup(
  source: BackupSource,
  { out, withKeys }: { readonly out: string; readonly withKeys: boolean },
): Promise<BackupMade> {
  const directory = resolve(out);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (readdirSync(directory).length > 0) {
    throw new UsageError(`${out} is not empty: name a directory that is not there yet.`);
  }
  const { table, newsletter } = source;
  const at = table.clock.now().toISOString();
  const { version: dataVersion } = await dataState(table);
  const tableFiles = await writeTable(table, directory);
  const files: FileFacts[] = [
    ...tableFiles.facts,
    await writeBlobs(source, directory),
    writeWhole(directory, 'config.json', `${JSON.stringify(newsletter, null, 2)}\n`),
    ...(withKeys ? [writeWhole(directory, 'keys.json', keysToJson(source.keys))] : []),
  ];
  const manifest: Manifest = {
    format: 'briefwire-backup',
    version: FORMAT,
    at,
    newsletter: newsletter.name,
    dataVersion,
    addressKey: fingerprintOf(source.keys.addressKey),
    withKeys,
    files,
  };
  writeFileSync(manifestIn(directory), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  const { open, brokenLedgers } = tableFiles;
  return { directory, manifest, open, brokenLedgers };
}

function writeWhole(directory: string, name: string, text: string): FileFacts {
  writeFileSync(join(directory, name), text, { mode: 0o600, flag: 'wx' });
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { name, lines: text.split('\n').length - 1, bytes: Buffer.byteLength(text), sha256 };
}

/** One pass over the whole table. */
async function writeTable(table: DynamoTable, directory: string) {
  const names = [SUBSCRIBERS, ...HASHED_FILES, ...PLAIN_FILES];
  const writers = new Map<string, LineWriter>(names.map((name) => [name, lineWriter(join(directory, name))]));
  const open: string[] = [];
  let brokenLedgers = 0;
  const limit = pLimit(PARALLEL);
  for await (const items of pagesOf(table)) {
    const lines = await limit.map(items, async (item) => {
      const place = placeOf(item);
      if (place.kind === 'subscriber') {
        const line = await readSubscriber(table, String(item['id']));
        if (line && !isIntact(line)) brokenLedgers += 1;
        return line && { file: SUBSCRIBERS, line };
      }
      if (place.kind === 'hashed') {
        // Whose address it is: from theirs the hash can be made anew under another key.
        const lock = place.hash && (await readItem(table, keys.addressLock(place.hash)));
        const subscriberId = lock ? lock['subscriberId'] : undefined;
        return { file: place.file, line: { hash: place.hash, subscriberId, item } };
      }
      if (place.kind === 'left-out') return undefined;
      if (place.file === 'issues.jsonl' && item['state'] !== 'closed') open.push(String(item['id']));
      return { file: place.file, line: item };
    });
    for (const each of lines) if (each) await writers.get(each.file)?.write(each.line);
  }
  const facts: FileFacts[] = [];
  for (const writer of writers.values()) facts.push(await writer.end());
  return { facts, open, brokenLedgers };
}

/** Pages of a strongly consistent scan without what has lapsed. */
async function* pagesOf(table: DynamoTable): AsyncGenerator<Item[]> {
  const now = Math.floor(table.clock.now().getTime() / 1000);
  const lapsed = (item: Item) => item[TTL_ATTRIBUTE] !== undefined && Number(item[TTL_ATTRIBUTE]) <= now;
  for await (const { items } of scanPages(table, { pageSize: 500 }))
    yield items.filter((item) => !lapsed(item));
}

/** Copies what lies beside the table, one object at a time. */
async function writeBlobs({ blobs }: Storage, directory: string): Promise<FileFacts> {
  const copy = fileBlobs(join(directory, 'blobs'));
  const list = lineWriter(join(directory, 'blobs.jsonl'));
  for (const { key } of await blobs.list('')) {
    const body = await blobs.get(key);
    // Removed since it was listed.
    if (!body) continue;
    await copy.put(key, body);
    await list.write({ key, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') });
  }
  return list.end();
}
