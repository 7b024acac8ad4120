import type { Schema } from '../sqlite.ts';

/**
 * Instants are milliseconds since 1970. `raw` stands last so that lists are read without it. Every event is kept; those of
 * mails without a configuration set are not published, as in AWS.
 */
export const OUTBOX_SCHEMA: Schema = {
  version: 1,
  sql: `
    CREATE TABLE IF NOT EXISTS mails (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      message_id TEXT NOT NULL UNIQUE,
      at INTEGER NOT NULL,
      source TEXT NOT NULL,
      sender TEXT NOT NULL,
      subject TEXT NOT NULL,
      destinations TEXT NOT NULL,
      recipients_from TEXT NOT NULL,
      configuration_set TEXT,
      tags TEXT NOT NULL,
      issue TEXT,
      bytes INTEGER NOT NULL,
      raw BLOB NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS by_issue ON mails (issue, seq);
    CREATE TABLE IF NOT EXISTS sent_minutes (minute INTEGER PRIMARY KEY, recipients INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS events (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      message_id TEXT NOT NULL,
      type TEXT NOT NULL,
      at INTEGER NOT NULL,
      published INTEGER NOT NULL,
      document TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS of_mail ON events (message_id, seq);
    CREATE TABLE IF NOT EXISTS identities (identity TEXT PRIMARY KEY) STRICT;
    CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
  `,
};

const MAIL = `seq, message_id, at, source, sender, subject, destinations, recipients_from, configuration_set, tags, bytes`;

/** `:search` and `:issue` select everything when they are null. */
const SELECTED = `(:search IS NULL OR destinations LIKE :search ESCAPE '!' OR subject LIKE :search ESCAPE '!')
  AND (:issue IS NULL OR issue = :issue)`;

export const SQL = {
  addMail: `INSERT INTO mails (message_id, at, source, sender, subject, destinations, recipients_from, configuration_set,
      tags, issue, bytes, raw) VALUES (:messageId, :at, :source, :sender, :subject, :destinations, :recipientsFrom,
      :configurationSet, :tags, :issue, :bytes, :raw)`,
  countMinute: `INSERT INTO sent_minutes VALUES (?, ?)
      ON CONFLICT (minute) DO UPDATE SET recipients = recipients + excluded.recipients`,
  sentSince: 'SELECT coalesce(sum(recipients), 0) AS sent FROM sent_minutes WHERE minute > ?',
  addEvent: 'INSERT INTO events (message_id, type, at, published, document) VALUES (?, ?, ?, ?, ?)',
  mails: `SELECT ${MAIL} FROM mails WHERE (:before IS NULL OR seq < :before) AND ${SELECTED}
      ORDER BY seq DESC LIMIT :limit`,
  newer: `SELECT seq FROM mails WHERE seq > :after AND ${SELECTED} ORDER BY seq LIMIT :limit`,
  countMails: `SELECT count(*) AS total FROM mails WHERE ${SELECTED}`,
  mail: `SELECT ${MAIL}, raw FROM mails WHERE message_id = ?`,
  issues:
    'SELECT issue, count(*) AS mails FROM mails WHERE issue IS NOT NULL GROUP BY issue ORDER BY max(seq) DESC',
  events: 'SELECT * FROM events WHERE seq > ? AND published = 1 ORDER BY seq LIMIT ?',
  eventsOf: 'SELECT * FROM events WHERE message_id = ? ORDER BY seq',
  statistics: `SELECT (at / 900000) * 900000 AS quarter, type, count(*) AS events FROM events
      WHERE at > ? GROUP BY quarter, type ORDER BY quarter`,
  addIdentity: 'INSERT OR IGNORE INTO identities VALUES (?)',
  removeIdentity: 'DELETE FROM identities WHERE identity = ?',
  identities: 'SELECT identity FROM identities ORDER BY identity',
  cursor: 'SELECT seq FROM cursors WHERE name = ?',
  moveCursor:
    'INSERT INTO cursors VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET seq = max(seq, excluded.seq)',
} as const;
