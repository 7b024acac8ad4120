import type { Schema } from './sqlite.ts';

/** Times are milliseconds since 1970. A message is in exactly one queue; its dead letters are another queue of the file. */
export const QUEUE_SCHEMA: Schema = {
  version: 1,
  sql: `
    CREATE TABLE IF NOT EXISTS messages (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      queue TEXT NOT NULL,
      message_id TEXT NOT NULL UNIQUE,
      body TEXT NOT NULL,
      sent_at INTEGER NOT NULL,
      visible_at INTEGER NOT NULL,
      receives INTEGER NOT NULL DEFAULT 0,
      first_received_at INTEGER,
      receipt TEXT
    ) STRICT;
    CREATE INDEX IF NOT EXISTS due ON messages (queue, visible_at, id);
    CREATE INDEX IF NOT EXISTS held ON messages (receipt) WHERE receipt IS NOT NULL;
  `,
};

/** A row of `messages`. */
export interface MessageRow {
  readonly id: number;
  readonly message_id: string;
  readonly body: string;
  readonly sent_at: number;
  readonly visible_at: number;
  readonly receives: number;
  readonly first_received_at: number | null;
  readonly receipt: string | null;
}

export const SQL = {
  insert: 'INSERT INTO messages (queue, message_id, body, sent_at, visible_at) VALUES (?, ?, ?, ?, ?)',
  due: 'SELECT id FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, id LIMIT ?',
  take: `UPDATE messages SET receives = receives + 1, receipt = ?, visible_at = ?,
           first_received_at = coalesce(first_received_at, ?) WHERE id = ? RETURNING *`,
  bury: `UPDATE messages SET queue = ?, receipt = NULL
           WHERE queue = ? AND visible_at <= ? AND receives >= ?`,
  acknowledge: 'DELETE FROM messages WHERE receipt = ? AND queue = ?',
  hide: 'UPDATE messages SET visible_at = ? WHERE receipt = ? AND queue = ? AND visible_at > ?',
  release: 'UPDATE messages SET visible_at = ?, receipt = NULL WHERE receipt = ? AND queue = ?',
  freeHeld: `UPDATE messages SET visible_at = ?, receipt = NULL, receives = receives - 1
           WHERE queue = ? AND receipt IS NOT NULL AND visible_at > ?`,
  dead: 'SELECT * FROM messages WHERE queue = ? ORDER BY id',
  redrive: `UPDATE messages SET queue = ?, receives = 0, first_received_at = NULL, visible_at = ? WHERE id IN
              (SELECT id FROM messages WHERE queue = ? ORDER BY id LIMIT ?)`,
  next: 'SELECT min(visible_at) AS at FROM messages WHERE queue = ?',
  counts: `SELECT
      coalesce(sum(visible_at <= :now AND receives < :most), 0) AS visible,
      coalesce(sum(visible_at > :now AND receipt IS NOT NULL), 0) AS inFlight,
      coalesce(sum(visible_at > :now AND receipt IS NULL), 0) AS delayed,
      coalesce(sum(visible_at <= :now AND receives >= :most), 0) AS spent
    FROM messages WHERE queue = :queue`,
  size: 'SELECT count(*) AS dead FROM messages WHERE queue = ?',
} as const;
