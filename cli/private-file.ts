import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { UsageError } from './output.ts';

/**
 * A file that only this user can read, also where another one stood before; what was in it is gone. Throws UsageError when it
 * cannot be written there.
 */
export async function privateFile(path: string): Promise<Writable> {
  try {
    const file = await open(path, 'w', 0o600);
    await file.chmod(0o600);
    return file.createWriteStream();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`There is no folder ${dirname(path)}: make it first.`);
    if (code === 'EISDIR') throw new UsageError(`${path} is a folder; name a file in it.`);
    throw new UsageError(`${path} cannot be written (${code}).`);
  }
}
