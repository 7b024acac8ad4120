import { readFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { WorkFailed } from '../output.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { isBusy } from './sqlite.ts';

const holderSchema = z.object({
  pid: z.int(),
  /** What it does, for messages: `briefwire start`. */
  what: z.string(),
  /** Where it can be reached, when it serves something. */
  url: z.string().optional(),
});

/** Who holds a lock. */
export type LockHolder = z.infer<typeof holderSchema>;

/** Somebody else has the state directory; `holder` says who, unless it is only just starting. */
export class LockHeld extends WorkFailed {
  override name = 'LockHeld';
  readonly holder: LockHolder | undefined;
  constructor(file: string, holder: LockHolder | undefined) {
    const who = holder ? `"${holder.what}", process ${holder.pid},` : 'Another process';
    super(`${who} has ${file}. Stop it first (Ctrl-C in its terminal), or use another --state directory.`);
    this.holder = holder;
  }
}

export interface HeldLock {
  /** Tells others more, e.g. the URL once it is known. */
  describe(more: Partial<Omit<LockHolder, 'pid'>>): void;
  release(): void;
}

/**
 * Takes a lock that the operating system gives back when this process ends, however it ends: a write transaction of an
 * SQLite file that is never committed. Throws `LockHeld` at once when somebody has it, this process included.
 */
export function holdLock(file: string, what: string): HeldLock {
  const db = tryLock(file);
  if (!db) throw new LockHeld(file, readHolder(file));
  let holder: LockHolder = { pid: process.pid, what };
  const write = () => writeFileAtomically(noteOf(file), JSON.stringify(holder));
  write();
  return {
    describe(more) {
      holder = { ...holder, ...more };
      write();
    },
    release() {
      rmSync(noteOf(file), { force: true });
      db.close();
    },
  };
}

/**
 * Says that this process waits for the lock, to holders that may hand it over; returns how to take that back. It counts
 * only while this process lives.
 */
export function wantLock(file: string): () => void {
  writeFileAtomically(wishOf(file), JSON.stringify({ pid: process.pid }));
  return () => rmSync(wishOf(file), { force: true });
}

/** Whether there is a process of that number. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process is one all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether another living process has said so. */
export function lockIsWanted(file: string): boolean {
  try {
    const { pid } = wishSchema.parse(JSON.parse(readFileSync(wishOf(file), 'utf8')));
    return pid !== process.pid && isRunning(pid);
  } catch {
    // No wish, half of one, or one of a process that is gone.
    return false;
  }
}

/** Who holds the lock now; `undefined` when nobody does. A holder that is only just starting has pid 0. */
export function lockHolder(file: string): LockHolder | undefined {
  const db = tryLock(file);
  db?.close();
  return db ? undefined : (readHolder(file) ?? { pid: 0, what: 'a process that is just starting' });
}

/** Longest wait for others who are also only starting or stopping an engine. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 15;

/** Runs `work` while no other process, and nobody else in this one, does so with that file. Throws after 30 s. */
export async function alone<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  for (let waited = 0; ; waited += LOOK_MS) {
    const db = tryLock(file);
    if (db) {
      try {
        return await work();
      } finally {
        db.close();
      }
    }
    if (waited >= PATIENCE_MS) throw new LockHeld(file, undefined);
    await delay(LOOK_MS);
  }
}

/** As `alone`, for the end of a process: waits up to a second without giving way, then works all the same. */
export function aloneNow(file: string, work: () => void): void {
  const db = tryLock(file, 1_000);
  try {
    work();
  } finally {
    db?.close();
  }
}

function tryLock(file: string, timeout = 0): DatabaseSync | undefined {
  const db = new DatabaseSync(file, { timeout });
  try {
    db.exec('BEGIN IMMEDIATE');
    return db;
  } catch (error) {
    db.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

const noteOf = (file: string) => `${file}.holder.json`;
const wishOf = (file: string) => `${file}.wanted.json`;
const wishSchema = z.object({ pid: z.int() });

function readHolder(file: string): LockHolder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(noteOf(file), 'utf8')));
  } catch {
    // Not written yet, or left half-way by a crash: the lock itself is what counts.
    return undefined;
  }
}
