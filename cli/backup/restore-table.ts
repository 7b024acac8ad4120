import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { type DynamoTable, untilSettled } from '../../lambdas/adapters/dynamo-client.ts';
import { scanPages } from '../../lambdas/adapters/scan-pages.ts';
import type { Item } from './kinds.ts';
import { placeOf } from './kinds.ts';

/** As many puts as one BatchWriteItem takes. */
const BATCH = 25;
/** Batches at a time. */
const PARALLEL = 4;

/** Puts items in batches, several at a time; `drain` resolves when all of them are written. */
export function batchWriter(table: DynamoTable) {
  const limit = pLimit(PARALLEL);
  const running = new Set<Promise<void>>();
  let waiting: Item[] = [];

  async function flush(): Promise<void> {
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    const work = limit(() => writeAll(table, items)).finally(() => running.delete(work));
    // Its failure shows where it is waited for.
    work.catch(() => undefined);
    running.add(work);
    if (running.size >= PARALLEL) await Promise.race(running);
  }

  return {
    async put(items: readonly Item[]): Promise<void> {
      for (const item of items) {
        waiting.push(item);
        if (waiting.length === BATCH) await flush();
      }
    },
    async drain(): Promise<void> {
      await flush();
      await Promise.all(running);
    },
  };
}

/** Asks again for what was left over. */
async function writeAll(table: DynamoTable, items: readonly Item[]): Promise<void> {
  let left = items.map((item) => ({ PutRequest: { Item: { ...item } } }));
  await untilSettled(table, `restoring ${items.length} items`, async () => {
    const answer = await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: left } }));
    left = (answer.UnprocessedItems?.[table.name] ?? []) as typeof left;
    return left.length === 0 || undefined;
  });
}

/** Whether nobody but test readers is in the table: then a restore mixes no two lists. */
export async function hasNoReaders(table: DynamoTable): Promise<boolean> {
  for await (const { items } of scanPages(table)) {
    for (const item of items) {
      const place = placeOf(item);
      if (place.kind === 'hashed' && place.file === 'suppressions.jsonl') return false;
      if (place.kind === 'subscriber' && item['state'] !== 'guest') return false;
    }
  }
  return true;
}
