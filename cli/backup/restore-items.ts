import { join } from 'node:path';
import { addressHash } from '../../lambdas/adapters/address-hash.ts';
import { keys } from '../../lambdas/adapters/dynamo-table.ts';
import { readItem } from '../../lambdas/adapters/dynamo-write.ts';
import { fileBlobs } from '../local/file-blobs.ts';
import type { Storage } from '../system.ts';
import { type Item, SUBSCRIBERS } from './kinds.ts';
import { documentsOf } from './lines.ts';
import type { Manifest } from './manifest.ts';
import { batchWriter } from './restore-table.ts';
import { blobLine, type HashedLine, hashedLine, plainLine } from './schemas.ts';
import { isIntact, parseSubscriberLine, subscriberItems } from './subscriber-line.ts';

/** A restore under way: what its parts share. */
export interface Work extends Storage {
  readonly directory: string;
  readonly manifest: Manifest;
  /** Of the table that is written to. */
  readonly addressKey: Uint8Array;
  readonly sameKey: boolean;
}

export async function restoreSubscribers(work: Work) {
  const writer = batchWriter(work.table);
  let [lines, brokenLedgers] = [0, 0];
  for await (const document of documentsOf(join(work.directory, SUBSCRIBERS))) {
    const line = parseSubscriberLine(document);
    if (!isIntact(line)) brokenLedgers += 1;
    await writer.put(subscriberItems(line, addressHash(line.subscriber.email, work.addressKey)));
    lines += 1;
  }
  await writer.drain();
  return { lines, brokenLedgers };
}

export async function restoreHashed(work: Work, file: string) {
  const writer = batchWriter(work.table);
  let [restored, lost] = [0, 0];
  for await (const document of documentsOf(join(work.directory, file))) {
    const { hash, subscriberId, item } = hashedLine.parse(document);
    const fits = work.sameKey ? item : await underOwnKey(work, { hash, subscriberId, item });
    if (fits) await writer.put([fits]);
    if (fits) restored += 1;
    else lost += 1;
  }
  await writer.drain();
  return { restored, lost };
}

/** The item under the hash that the holder's address has here; the holder is restored already. */
async function underOwnKey(work: Work, { hash, subscriberId, item }: HashedLine) {
  const profile = subscriberId && (await readItem(work.table, keys.profile(subscriberId)));
  if (!profile || !hash) return undefined;
  return { ...item, pk: item.pk.replace(hash, addressHash(String(profile['email']), work.addressKey)) };
}

export async function restorePlain(work: Work, file: string, paused: string[]): Promise<number> {
  const writer = batchWriter(work.table);
  let lines = 0;
  for await (const document of documentsOf(join(work.directory, file))) {
    const item = plainLine.parse(document);
    const rests = file === 'issues.jsonl' ? atRest(item, work.manifest.at) : item;
    if (rests !== item) paused.push(String(item['id']));
    await writer.put([rests]);
    lines += 1;
  }
  await writer.drain();
  return lines;
}

/** Where the backup came from may have gone on sending an open issue: here nothing of it goes out until its owner says so. */
function atRest(item: Item, at: string): Item {
  const winding = item['ending'] !== undefined;
  if (winding || item['state'] === 'closed' || item['state'] === 'paused') return item;
  const reason = `It was open when the backup of ${at} was made; mails that went out since are not in the ledger here.`;
  return { ...item, state: 'paused', reason };
}

export async function restoreBlobs({ directory, blobs }: Work): Promise<void> {
  const copy = fileBlobs(join(directory, 'blobs'));
  for await (const document of documentsOf(join(directory, 'blobs.jsonl'))) {
    const { key } = blobLine.parse(document);
    const body = await copy.get(key);
    if (body) await blobs.put(key, body, contentTypeOf(key));
  }
}

const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  jsonl: 'application/jsonl',
  html: 'text/html; charset=utf-8',
  xml: 'application/xml',
};

function contentTypeOf(key: string) {
  const contentType = TYPES[key.slice(key.lastIndexOf('.') + 1)];
  return contentType ? { contentType } : {};
}
