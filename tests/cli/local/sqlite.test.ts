import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import type { Opening } from './children/database-opener.ts';
import { testDirectories } from './test-directory.ts';

const directories = testDirectories();
afterEach(directories.remove);

const THREADS = 2;
/** One opening in 25 or so was refused before it was tried again. */
const FILES = 200;

it('whoever creates the same file at the same moment, all of them have it', async () => {
  const directory = directories.make();
  const workerData: Opening = {
    files: Array.from({ length: FILES }, (_, number) => join(directory, `${number}.db`)),
    arrived: new Int32Array(new SharedArrayBuffer(FILES * Int32Array.BYTES_PER_ELEMENT)),
    threads: THREADS,
  };
  const script = new URL('./children/database-opener.ts', import.meta.url);
  const threads = Array.from({ length: THREADS }, () => new Worker(script, { workerData }));
  expect(await Promise.all(threads.map((thread) => once(thread, 'message')))).toEqual([[[]], [[]]]);
});
