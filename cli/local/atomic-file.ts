import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a small file so that a reader, and a start after a power cut, sees the old content or the new one and nothing
 * between. With `ifAbsent` the first writer wins: `false` when there was a file, which stays. Mode 0600.
 */
export function writeFileAtomically(path: string, content: string, { ifAbsent = false } = {}): boolean {
  const partial = `${path}.${randomUUID()}.partial`;
  writeFileSync(partial, content, { mode: 0o600, flush: true });
  try {
    if (ifAbsent) linkSync(partial, path);
    else renameSync(partial, path);
    syncDirectory(dirname(path));
    return true;
  } catch (error) {
    if (ifAbsent && (error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(partial, { force: true });
  }
}

/** A new name is durable when its directory is. */
function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
