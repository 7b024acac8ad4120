import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../../../../cli/local/sqlite.ts';

/** What a thread of `sqlite.test.ts` gets. */
export interface Opening {
  /** Files that do not exist yet. */
  readonly files: readonly string[];
  /** One counter a file: how many threads are about to open it. */
  readonly arrived: Int32Array<SharedArrayBuffer>;
  readonly threads: number;
}

/** Opens each file at the same moment as the other threads, and posts what went wrong. */
const { files, arrived, threads } = workerData as Opening;
const faults: string[] = [];
for (const [index, file] of files.entries()) {
  Atomics.add(arrived, index, 1);
  // A thread that sleeps here wakes up after the others.
  for (;;) if (Atomics.load(arrived, index) === threads) break;
  try {
    openDatabase(file, { version: 1, sql: 'CREATE TABLE IF NOT EXISTS things (id INTEGER)' }).close();
  } catch (error) {
    faults.push(String(error));
  }
}
parentPort?.postMessage(faults);
