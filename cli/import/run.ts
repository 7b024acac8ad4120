import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { MOST_IMPORTED, MOST_STANDING } from '../../lambdas/core/subscribers/imports.ts';
import { privateFile } from '../private-file.ts';
import { progressBar } from '../progress.ts';
import { subscriberOf } from '../reader-rows.ts';
import type { System } from '../system.ts';
import { checkedRows } from './check-rows.ts';
import type { ReaderFile } from './read-file.ts';
import type { Staging } from './staging.ts';

/** Transactions at once: the engine's writer is one, and DynamoDB's on-demand start is 4,000 writes a second. */
const PARALLEL = 4;
/** Rows between two looks at the progress bar while a file is read. */
const PER_LOOK = 500;

/** Reads the file to the staging, and asks what is known of each address. Nothing is written to the list. */
export async function prepare(
  file: ReaderFile,
  staging: Staging,
  system: System,
  quiet: boolean,
): Promise<number> {
  const reading = progressBar('KB read', Math.ceil(file.bytes / 1024), quiet);
  let rows = 0;
  for await (const row of checkedRows(file, system.newsletter)) {
    staging.take(row);
    rows += 1;
    if (rows % PER_LOOK === 0) reading.advance(Math.floor(row.bytes / 1024));
  }
  staging.finish();
  reading.stop();
  const looking = progressBar('addresses looked up', staging.addressCount(), quiet);
  let looked = 0;
  for (const table of ['reader', 'left_out'] as const) {
    await inParallel(staging.addresses(table, MOST_STANDING), async (addresses) => {
      staging.setStanding(table, await system.imports.standing(addresses));
      looked += addresses.length;
      looking.advance(looked);
    });
  }
  looking.stop();
  return rows;
}

/** Adds the readers whom nobody knew when it was looked; returns how many were added. */
export async function write(
  importId: string,
  staging: Staging,
  fresh: number,
  system: System,
  quiet: boolean,
): Promise<number> {
  const bar = progressBar('readers', fresh, quiet);
  let batch = 0;
  let done = 0;
  let added = 0;
  await inParallel(staging.fresh(MOST_IMPORTED), async (staged) => {
    batch += 1;
    const readers = staged.map(({ reader, asked }) => ({
      subscriber: subscriberOf(reader, system),
      ...(asked && { asked }),
    }));
    const outcomes = await system.imports.addMany(importId, batch, readers);
    done += staged.length;
    added += outcomes.filter(({ kind }) => kind === 'added').length;
    bar.advance(done);
  });
  bar.stop();
  return added;
}

/** Works through what a generator yields, so many at a time; takes the next one only when there is room. */
export async function inParallel<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<void>,
  parallel = PARALLEL,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let next: Promise<unknown> = Promise.resolve();
  const pull = () => {
    const result = next.then(() => iterator.next());
    next = result;
    return result;
  };
  const worker = async () => {
    for (let turn = await pull(); !turn.done; turn = await pull()) await work(turn.value);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

/** Writes every row that is not added to a CSV file of its own: line, verdict, field, reason. */
export async function writeReport(path: string, staging: Staging): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const columns = ['line', 'verdict', 'field', 'reason'];
  await pipeline(
    Readable.from(staging.leftRows()),
    stringify({ header: true, columns, escape_formulas: true }),
    await privateFile(path),
  );
}
