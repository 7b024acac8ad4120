import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { aDirectory } from './a-newsletter.ts';

const CHILD = fileURLToPath(new URL('a-long-list.ts', import.meta.url));

it('a ledger of more bytes than the heap is backed up and restored', async () => {
  const directory = await aDirectory();
  // 300,000 rows are 120 MB as text, and more as objects.
  const words = ['--max-old-space-size=96', CHILD, directory.in('backup'), '300000'];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  await directory.remove();
  expect(stdout).toBe('300000');
}, 120_000);
