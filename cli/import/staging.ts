import { DatabaseSync } from 'node:sqlite';
import type { Standing } from '../../lambdas/core/subscribers/imports.ts';
import type { NewReader, RefusedRow } from '../reader-rows.ts';
import type { CheckedRow } from './check-rows.ts';
import type { FileRow } from './file-row.ts';

/** A reader that waits on the disk to be added. */
export interface StagedReader {
  readonly n: number;
  readonly reader: NewReader;
  readonly asked?: FileRow['asked'];
}

/** A row that is not added: refused for a reason, or left out because the file says so. */
export interface LeftRow extends RefusedRow {
  readonly verdict: 'refused' | 'left out';
}

/** How many of the staged are what. */
export interface Counts {
  readonly fresh: number;
  readonly known: number;
  /** Known and not active, by what they are. */
  readonly left: Readonly<Partial<Record<Standing, number>>>;
  /** By the word of the file. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Left out by the file, and active here. */
  readonly leftOutActive: number;
  /** Rows, not reasons. */
  readonly refused: number;
}

const TABLES = `
  CREATE TABLE reader (n INTEGER PRIMARY KEY, address TEXT UNIQUE, line INTEGER, fields TEXT, standing TEXT);
  CREATE TABLE left_out (n INTEGER PRIMARY KEY, address TEXT, line INTEGER, status TEXT, standing TEXT);
  CREATE INDEX left_out_address ON left_out (address);
  CREATE TABLE refused (n INTEGER PRIMARY KEY, line INTEGER, field TEXT, reason TEXT);
`;
/** Rows that one transaction of the staging takes: fast, and a little to lose, which is all thrown away anyway. */
const PER_COMMIT = 2_000;

/**
 * The rows of a file on the disk while an import lasts, so that memory does not grow with the file: each address once. A
 * database without a name is SQLite's own temporary file, which nobody else can open and which is gone with this process,
 * however it ends (sqlite.org/inmemorydb.html, "Temporary Databases").
 */
export function openStaging() {
  const db = new DatabaseSync('');
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;');
  db.exec(TABLES);
  const addReader = db.prepare(
    'INSERT INTO reader (address, line, fields) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const lineOf = db.prepare('SELECT line FROM reader WHERE address = ?');
  const addLeft = db.prepare('INSERT INTO left_out (address, line, status) VALUES (?, ?, ?)');
  const refuse = db.prepare('INSERT INTO refused (line, field, reason) VALUES (?, ?, ?)');
  let waiting = 0;

  function commit(): void {
    if (waiting > 0) db.exec('COMMIT');
    waiting = 0;
  }
  const count = (sql: string) => Number(db.prepare(sql).get()?.['n'] ?? 0);
  const tally = (sql: string) =>
    Object.fromEntries(
      db
        .prepare(sql)
        .all()
        .map((row) => [String(row['word']), Number(row['n'])]),
    );

  return {
    take(row: CheckedRow): void {
      if (waiting === 0) db.exec('BEGIN');
      waiting += 1;
      if (row.kind === 'out') addLeft.run(row.email?.toLowerCase() ?? null, row.line, row.status);
      else if (row.kind === 'refused') {
        for (const { field, reason } of row.faults) refuse.run(row.line, field, reason);
      } else {
        const { reader, asked } = row;
        const address = reader.email.toLowerCase();
        const { changes } = addReader.run(address, row.line, JSON.stringify({ reader, asked }));
        if (changes === 0) {
          const earlier = Number(lineOf.get(address)?.['line']);
          refuse.run(row.line, 'email', `is the same address as line ${earlier}`);
        }
      }
      if (waiting >= PER_COMMIT) commit();
    },

    /** After the last row: who is left out anywhere in the file is left out. */
    finish(): void {
      commit();
      db.exec(`
        INSERT INTO left_out (address, line, status)
          SELECT r.address, r.line, min(l.status) FROM reader r JOIN left_out l ON l.address = r.address GROUP BY r.n;
        DELETE FROM reader WHERE address IN (SELECT address FROM left_out WHERE address IS NOT NULL);
      `);
    },

    addressCount: () =>
      count('SELECT (SELECT count(*) FROM reader) + (SELECT count(address) FROM left_out) AS n'),

    /** Addresses whose standing is not known yet, so many at a time. */
    *addresses(table: 'reader' | 'left_out', size: number): Generator<readonly string[]> {
      const next = db.prepare(
        `SELECT n, address FROM ${table} WHERE n > ? AND address IS NOT NULL ORDER BY n LIMIT ?`,
      );
      for (let after = 0; ; ) {
        const rows = next.all(after, size);
        if (rows.length === 0) return;
        after = Number(rows.at(-1)?.['n']);
        yield rows.map((row) => String(row['address']));
      }
    },

    setStanding(table: 'reader' | 'left_out', found: ReadonlyMap<string, Standing>): void {
      const set = db.prepare(`UPDATE ${table} SET standing = ? WHERE address = ?`);
      for (const [address, standing] of found) set.run(standing, address);
    },

    counts(): Counts {
      return {
        fresh: count('SELECT count(*) AS n FROM reader WHERE standing IS NULL'),
        known: count("SELECT count(*) AS n FROM reader WHERE standing = 'active'"),
        left: tally(
          "SELECT standing AS word, count(*) AS n FROM reader WHERE standing <> 'active' GROUP BY standing",
        ),
        leftOut: tally('SELECT status AS word, count(*) AS n FROM left_out GROUP BY status ORDER BY n DESC'),
        leftOutActive: count("SELECT count(*) AS n FROM left_out WHERE standing = 'active'"),
        refused: count('SELECT count(DISTINCT line) AS n FROM refused'),
      };
    },

    /** Readers whom nobody knows, so many at a time. */
    *fresh(size: number): Generator<readonly StagedReader[]> {
      const next = db.prepare(
        'SELECT n, fields FROM reader WHERE n > ? AND standing IS NULL ORDER BY n LIMIT ?',
      );
      for (let after = 0; ; ) {
        const rows = next.all(after, size);
        if (rows.length === 0) return;
        after = Number(rows.at(-1)?.['n']);
        yield rows.map((row) => ({ n: Number(row['n']), ...JSON.parse(String(row['fields'])) }));
      }
    },

    /** The first so many reasons of refusals, in order of lines. */
    refused(most: number): readonly RefusedRow[] {
      const rows = db.prepare('SELECT line, field, reason FROM refused ORDER BY line, n LIMIT ?').all(most);
      return rows.map(({ line, field, reason }) => ({
        line: Number(line),
        field: String(field),
        reason: String(reason),
      }));
    },

    /** Every row that is not added and why, in order of lines. */
    *leftRows(): Generator<LeftRow> {
      const sql = `
        SELECT line, 'refused' AS verdict, field, reason FROM refused
        UNION ALL SELECT line, 'left out', 'status', status FROM left_out
        ORDER BY line`;
      for (const row of db.prepare(sql).iterate()) {
        yield {
          line: Number(row['line']),
          verdict: row['verdict'] as LeftRow['verdict'],
          field: String(row['field']),
          reason: String(row['reason']),
        };
      }
    },

    close: () => db.close(),
  };
}

export type Staging = ReturnType<typeof openStaging>;
