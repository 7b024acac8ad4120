import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoTable } from '../../lambdas/adapters/dynamo-client.ts';
import { keys } from '../../lambdas/adapters/dynamo-table.ts';
import { readItem } from '../../lambdas/adapters/dynamo-write.ts';
import { fileBlobs } from '../local/file-blobs.ts';
import { UsageError, WorkFailed } from '../output.ts';
import { HASHED_FILES, PLAIN_FILES, SUBSCRIBERS } from './kinds.ts';
import { documentsOf, factsOf } from './lines.ts';
import type { Manifest } from './manifest.ts';
import { hasNoReaders } from './restore-table.ts';
import { blobLine, hashedLine } from './schemas.ts';

/** Every file is what was written. Throws WorkFailed with the one that is not. */
export async function checkFiles(directory: string, { files }: Manifest): Promise<void> {
  const needed = [SUBSCRIBERS, ...HASHED_FILES, ...PLAIN_FILES, 'blobs.jsonl'];
  for (const name of needed) {
    if (!files.some((file) => file.name === name))
      throw new WorkFailed(
        `${join(directory, 'manifest.json')} does not name ${name}: it was changed. Use an unchanged copy.`,
      );
  }
  for (const expected of files) {
    const path = join(directory, expected.name);
    if (!existsSync(path)) throw new WorkFailed(`${path} is missing. Use a whole copy of the backup.`);
    const found = await factsOf(path);
    if (found.sha256 !== expected.sha256) {
      throw new WorkFailed(
        `${path} is not what was written: ${expected.lines} lines and ${expected.bytes} bytes then, ${found.lines} and ${found.bytes} now. Use an unchanged copy of the backup.`,
      );
    }
  }
  const blobs = fileBlobs(join(directory, 'blobs'));
  for await (const document of documentsOf(join(directory, 'blobs.jsonl'))) {
    const { key, sha256 } = blobLine.parse(document);
    const body = await blobs.get(key);
    if (!body || createHash('sha256').update(body).digest('hex') !== sha256) {
      throw new WorkFailed(
        `${join(directory, 'blobs', key)} is ${body ? 'not what was written' : 'missing'}. Use an unchanged copy of the backup.`,
      );
    }
  }
}

const mark = (sha256: string) => `the unfinished restore of backup ${sha256.slice(0, 16)}`;

/** Throws UsageError when there are readers, unless they came by a restore of the same backup that was broken off. */
export async function checkTarget(table: DynamoTable, sha256: string): Promise<void> {
  const identity = await readItem(table, keys.identity());
  if (identity?.['id'] === mark(sha256) || (await hasNoReaders(table))) return;
  throw new UsageError(
    'This newsletter has readers already, and two lists must not be mixed: a reader who left the one could be in the other. ' +
      'Restore into an empty newsletter: another --state directory, or another `aws.stackPrefix` and a new deployment. ' +
      'To add readers to a list use `subscribers import`.',
  );
}

/** Until the end the table counts as a copy of something: no sender sends for it. */
export async function markUnfinished(table: DynamoTable, sha256: string): Promise<void> {
  const since = table.clock.now().toISOString();
  const Item = { ...keys.identity(), id: mark(sha256), since };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
}

/** Of erased and bounced addresses without a profile the hash alone is left; without its key it fits no address any more. */
export async function refuseToForget(directory: string): Promise<void> {
  let lost = 0;
  for await (const document of documentsOf(join(directory, 'suppressions.jsonl'))) {
    if (hashedLine.parse(document).subscriberId === undefined) lost += 1;
  }
  if (lost === 0) return;
  throw new UsageError(
    `${lost} suppressed address${lost === 1 ? ' is' : 'es are'} known by a keyed hash alone (erased, or never a reader), and the backup has no keys: here they would be mailed again after a sign-up or an import. ` +
      'Make the backup anew with `briefwire backup --with-keys`, or say --forget-hashed to go on without them.',
  );
}
