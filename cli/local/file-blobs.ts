import { randomUUID } from 'node:crypto';
import {
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  utimes,
} from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { checkBlobKey } from '../../lambdas/adapters/blob-keys.ts';
import type { BlobEntry, Blobs } from '../../lambdas/adapters/blobs.ts';
import type { Clock } from '../../lambdas/core/ports.ts';

/** Files being written live here, out of sight of `list`; no key may start with it. */
const PARTIAL = '.partial';
/** A file that was being written this long ago belongs to a process that died. */
const ABANDONED_MS = 3_600_000;
/** `put` and `remove` may cross in one directory: the one makes what the other has just found empty. */
const TRIES = 5;

/**
 * Named bytes in a directory, one file per key, for its owner alone. As a file system knows files and directories, a key
 * and another one below it (`a` and `a/b`) exclude each other: the second is refused by throwing. `clock` says when a file
 * was changed; default: the machine's.
 */
export function fileBlobs(directory: string, clock?: Pick<Clock, 'now'>): Blobs {
  const root = resolve(directory);
  let swept: Promise<void> | undefined;
  return {
    async get(key) {
      const body = await orAbsent(readFile(pathOf(root, key)), undefined);
      // Plain bytes, as the other stores give: a Buffer prints and compares in its own way.
      return body && new Uint8Array(body.buffer, body.byteOffset, body.length);
    },
    async put(key, body, { ifAbsent = false } = {}) {
      const path = pathOf(root, key);
      swept ??= sweep(root);
      await swept;
      const placed = await place(await writePartial(root, body), path, ifAbsent);
      if (clock && placed === 'written') await utimes(path, clock.now(), clock.now());
      return placed;
    },
    async list(prefix) {
      const files = await orAbsent(
        readdir(startOf(root, prefix), { recursive: true, withFileTypes: true }),
        [],
      );
      const entries = await Promise.all(
        files
          .filter((each) => each.isFile())
          .map((each) => join(each.parentPath, each.name))
          .map((path) => ({ path, key: path.slice(root.length + 1).replaceAll(sep, '/') }))
          .filter(({ key }) => key.startsWith(prefix) && !key.startsWith(`${PARTIAL}/`))
          .map(({ path, key }) => entryOf(path, key)),
      );
      return entries
        .filter((each) => each !== undefined)
        .sort((a, b) => Number(a.key > b.key) - Number(a.key < b.key));
    },
    async remove(key) {
      const path = pathOf(root, key);
      const done = await orAbsent(
        unlink(path).then(() => true),
        false,
      );
      if (done) await prune(root, dirname(path));
      return done;
    },
  };
}

function pathOf(root: string, key: string): string {
  const path = join(root, checkBlobKey(key));
  if (key.split('/')[0] === PARTIAL)
    throw new Error(`${JSON.stringify(key)} is kept for files being written`);
  return path;
}

/** The deepest directory that holds every key of the prefix; also for a prefix that is no key. */
function startOf(root: string, prefix: string): string {
  const parts = prefix.split('/').slice(0, -1);
  return parts.length === 0 ? root : join(root, checkBlobKey(parts.join('/')));
}

async function writePartial(root: string, body: Uint8Array): Promise<string> {
  await mkdir(join(root, PARTIAL), { recursive: true, mode: 0o700 });
  const path = join(root, PARTIAL, randomUUID());
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

async function place(partial: string, path: string, ifAbsent: boolean): Promise<'written' | 'exists'> {
  try {
    for (let tried = 1; ; tried += 1) {
      const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      if (made) await syncUpTo(dirname(made), dirname(path));
      try {
        await (ifAbsent ? link(partial, path) : rename(partial, path));
        break;
      } catch (error) {
        if (code(error) === 'EEXIST' && ifAbsent) return 'exists';
        if (code(error) !== 'ENOENT' || tried === TRIES) throw error;
      }
    }
    await syncDirectory(dirname(path));
    return 'written';
  } catch (error) {
    throw new Error(`cannot write ${path}: ${(error as Error).message}`, { cause: error });
  } finally {
    await rm(partial, { force: true });
  }
}

async function syncUpTo(top: string, path: string): Promise<void> {
  for (let at = dirname(path); at.length >= top.length; at = dirname(at)) {
    await syncDirectory(at);
    if (at === top) return;
  }
}

/** A new name is durable when its directory is; `remove` may have pruned it meanwhile, then there is no name to keep. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await orAbsent(open(path, 'r'), undefined);
  try {
    await directory?.sync();
  } finally {
    await directory?.close();
  }
}

async function entryOf(path: string, key: string): Promise<BlobEntry | undefined> {
  const found = await orAbsent(stat(path), undefined);
  return found && { key, bytes: found.size, modifiedAt: found.mtime.toISOString() };
}

/** Empty directories mean nothing to a key; the first that is not empty ends it. */
async function prune(root: string, directory: string): Promise<void> {
  let at = directory;
  while (at !== root) {
    try {
      await rmdir(at);
    } catch {
      return;
    }
    at = dirname(at);
  }
}

async function sweep(root: string): Promise<void> {
  const names = await orAbsent(readdir(join(root, PARTIAL)), []);
  for (const name of names) {
    const path = join(root, PARTIAL, name);
    const found = await orAbsent(stat(path), undefined);
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}

const code = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** No such file, or a directory where the key would be a file, or a file where it would be below: there is no such key. */
async function orAbsent<Found, Absent>(found: Promise<Found>, absent: Absent): Promise<Found | Absent> {
  try {
    return await found;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(code(error) ?? '')) return absent;
    throw error;
  }
}
