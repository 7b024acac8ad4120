import { rmSync } from 'node:fs';
import { restoreBackup } from '../../../cli/backup/restore-backup.ts';
import { writeBackup } from '../../../cli/backup/write-backup.ts';
import type { DynamoTable } from '../../../lambdas/adapters/dynamo-client.ts';
import { generateKeys } from '../../../lambdas/adapters/keys.ts';
import { memoryBlobs } from '../../../lambdas/adapters/memory/blobs.ts';
import { systemClock } from '../../../lambdas/adapters/system-clock.ts';
import { tableIdentity } from '../../../lambdas/adapters/table-identity.ts';
import { aNewsletter } from '../../support/issue-builders.ts';

/**
 * A process of its own, with a heap that would not hold the table: backs up and restores a ledger of as many deliveries as
 * its argument says, made on the way and counted at the end.
 */
const [, , out = '', count = '0'] = process.argv;
const PAGE = 500;
let written = 0;
/** What is put singly: which table it is, and of which version. */
const notes = new Map<unknown, unknown>();

function page(from: number) {
  const Items = Array.from({ length: Math.min(PAGE, Number(count) - from) }, (_, at) => ({
    pk: `ISSUE#daily.2026-11-24T0700#${String((from + at) % 16).padStart(2, '0')}`,
    sk: `SUB#reader-${from + at}`,
    state: 'accepted',
    detail: 'x'.repeat(300),
  }));
  const next = from + PAGE;
  return { Items, ...(next < Number(count) && { LastEvaluatedKey: { pk: String(next), sk: '' } }) };
}

async function send(command: {
  input: Record<string, never>;
  constructor: { name: string };
}): Promise<object> {
  const { input } = command as unknown as { input: Record<string, Record<string, unknown>> };
  switch (command.constructor.name) {
    case 'ScanCommand':
      return page(Number(input['ExclusiveStartKey']?.['pk'] ?? 0));
    case 'BatchWriteCommand':
      written += (Object.values(input['RequestItems'] ?? {})[0] as unknown[]).length;
      return {};
    case 'PutCommand':
      notes.set(input['Item']?.['sk'], input['Item']);
      return {};
    case 'GetCommand':
      return { Item: notes.get(input['Key']?.['sk']) };
    default:
      return { Table: { TableId: 'a-table' } };
  }
}

const table = { client: { send }, name: 'long', clock: systemClock } as unknown as DynamoTable;
const keys = generateKeys();
const blobs = memoryBlobs(systemClock);
await writeBackup({ table, blobs, newsletter: aNewsletter(), keys }, { out, withKeys: false });
const store = { read: async () => keys, change: async () => expectNothing() };
await restoreBackup(
  { table: { ...table }, blobs, keys: store, identity: tableIdentity(table) },
  { directory: out, forgetHashed: false },
);
rmSync(out, { recursive: true });
process.stdout.write(String(written));

function expectNothing(): never {
  throw new Error('no key was to be changed');
}
