import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** How long a statement waits for another process's transaction. */
const BUSY_MS = 10_000;
/** Between two tries of what SQLite does not wait for by itself. */
const AGAIN_MS = 5;
/** "Result and Error Codes": https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** Tables of one file; `version` changes when `sql` does, so that an older file is refused and not misread. */
export interface Schema {
  readonly version: number;
  /** Statements that do nothing when run a second time. */
  readonly sql: string;
}

/**
 * Opens a file that several processes may share and that loses nothing acknowledged: write-ahead log, synced to the disk
 * at every commit (SQLite, "PRAGMA synchronous": FULL). Creates it with its directory; `:memory:` lives as long as the
 * process. Throws when another version of briefwire wrote the file.
 */
export function openDatabase(file: string, schema: Schema): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(file, { timeout: BUSY_MS });
  try {
    writeAhead(db);
    db.exec('PRAGMA synchronous = FULL');
    inTransaction(db, () => prepare(db, file, schema));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Switches a new file to the write-ahead log. Of two processes that do so at the same moment SQLite refuses one at once
 * whatever its time-out, since each waits for the other's lock ("Register A Callback To Handle SQLITE_BUSY Errors":
 * https://www.sqlite.org/c3ref/busy_handler.html); a moment later the other's switch is done.
 */
function writeAhead(db: DatabaseSync): void {
  const until = performance.now() + BUSY_MS;
  for (;;) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_MS);
    }
  }
}

/** Whether another process's lock was in the way; whatever kind of it, which stands in the code's higher bytes. */
export const isBusy = (error: unknown) =>
  ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY;

function prepare(db: DatabaseSync, file: string, { version, sql }: Schema): void {
  const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (found === version) return;
  if (found !== 0) {
    throw new Error(
      `${file} has format ${found}, this version of briefwire writes ${version}: use the version that wrote it, or move the file away to start anew`,
    );
  }
  db.exec(sql);
  db.exec(`PRAGMA user_version = ${version}`);
}

/** Runs `work` alone among all processes of the file: all of its writes are kept, or none when it throws. */
export function inTransaction<Result>(db: DatabaseSync, work: () => Result): Result {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
