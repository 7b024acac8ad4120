import { inTransaction, openDatabase } from '../sqlite.ts';
import type { SesEvent } from './events.ts';
import { eventOf, likePattern, mailOf } from './rows.ts';
import { OUTBOX_SCHEMA, SQL } from './store-schema.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** SES keeps its sending statistics for two weeks (GetSendStatistics). */
const STATISTICS_MS = 14 * DAY_MS;

/** A mail that the local SES took: its envelope and what a list shows. */
export interface OutboxMail {
  /** Grows with every mail; the cursor of lists. */
  readonly seq: number;
  readonly messageId: string;
  /** ISO 8601. */
  readonly at: string;
  /** Envelope sender, as handed in. */
  readonly source: string;
  /** Display name of the From header, or its address. */
  readonly sender: string;
  readonly subject: string;
  /** Envelope recipients, bare addresses. */
  readonly destinations: readonly string[];
  /** `headers`: the call named no Destinations, so SES took every address of To, Cc and Bcc. */
  readonly recipientsFrom: 'destinations' | 'headers';
  readonly configurationSet?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly bytes: number;
}

/** A mail with its complete message, byte for byte as it was handed in. */
export interface OutboxMailWithRaw extends OutboxMail {
  readonly raw: Uint8Array;
}

export type NewMail = Omit<OutboxMailWithRaw, 'seq' | 'bytes'>;

export interface OutboxEvent {
  readonly seq: number;
  readonly messageId: string;
  readonly document: SesEvent;
}

export interface OutboxFilter {
  /** Part of a recipient's address or of the subject; ASCII letters in either case. */
  readonly search?: string;
  /** Value of the tag `issue`. */
  readonly issue?: string;
}

export interface OutboxPage {
  /** Newest first. */
  readonly mails: readonly OutboxMail[];
  /** All mails that the filter selects, on any page. */
  readonly total: number;
  /** `before` of the next older and of the next newer page; the newest page has none, `first` stands for it. */
  readonly older?: number;
  readonly newer?: number | 'first';
}

/** One quarter of an hour of GetSendStatistics. */
export interface SendStatistics {
  /** ISO 8601, its beginning. */
  readonly timestamp: string;
  readonly attempts: number;
  readonly bounces: number;
  readonly complaints: number;
  readonly rejects: number;
}

/** Every mail that the local SES took and every event it emitted; a reader sees them as soon as they are durable. */
export interface OutboxStore {
  /** One transaction. `false`, and nothing is kept, when `counted` more recipients would exceed `most` in 24 hours. */
  accept(mail: NewMail, events: readonly SesEvent[], counted: number, most: number): boolean;
  list(
    filter?: OutboxFilter,
    page?: { readonly before?: number | undefined; readonly limit?: number },
  ): OutboxPage;
  /** `undefined` when there is no such mail. */
  get(messageId: string): OutboxMailWithRaw | undefined;
  /** Issues that mails are tagged with, the one with the newest mail first. */
  issues(): readonly { readonly issue: string; readonly mails: number }[];
  /** Published events (those of mails with a configuration set) after that number, oldest first. */
  events(after?: number, limit?: number): readonly OutboxEvent[];
  /** Published or not. */
  eventsOf(messageId: string): readonly OutboxEvent[];
  /** Recipients counted against the quota in the 24 hours before, to the minute. */
  sentInDayBefore(instant: Date): number;
  statistics(until: Date): readonly SendStatistics[];
  readonly identities: {
    add(identity: string): void;
    remove(identity: string): void;
    list(): readonly string[];
  };
  /** A named place in the events that only moves forward; 0 at first. */
  cursor(name: string): number;
  moveCursor(name: string, seq: number): void;
  close(): void;
}

/** Opens or creates the outbox; several processes may. `:memory:` keeps it for this process only. */
export function openOutbox(file: string): OutboxStore {
  const db = openDatabase(file, OUTBOX_SCHEMA);
  const sql = Object.fromEntries(Object.entries(SQL).map(([key, text]) => [key, db.prepare(text)])) as Record<
    keyof typeof SQL,
    ReturnType<typeof db.prepare>
  >;
  const sentSince = (now: number) =>
    Number(sql.sentSince.get(Math.floor((now - DAY_MS) / MINUTE_MS))?.['sent'] ?? 0);

  return {
    accept(mail, events, counted, most) {
      const at = Date.parse(mail.at);
      return inTransaction(db, () => {
        if (counted > 0 && sentSince(at) + counted > most) return false;
        const { destinations, tags, configurationSet = null, ...plain } = mail;
        sql.addMail.run({
          ...plain,
          at,
          configurationSet,
          destinations: JSON.stringify(destinations),
          tags: JSON.stringify(tags),
          issue: tags['issue'] ?? null,
          bytes: mail.raw.length,
        });
        if (counted > 0) sql.countMinute.run(Math.floor(at / MINUTE_MS), counted);
        const published = configurationSet === null ? 0 : 1;
        for (const event of events) {
          sql.addEvent.run(mail.messageId, event.eventType, at, published, JSON.stringify(event));
        }
        return true;
      });
    },
    list({ search, issue } = {}, { before, limit = 50 } = {}) {
      const filter = { search: likePattern(search), issue: issue ?? null };
      const mails = sql.mails.all({ ...filter, before: before ?? null, limit: limit + 1 }).map(mailOf);
      const shown = mails.slice(0, limit);
      const oldest = shown.at(-1);
      const newer =
        before === undefined ? [] : sql.newer.all({ ...filter, after: before - 1, limit: limit + 1 });
      return {
        mails: shown,
        total: Number(sql.countMails.get(filter)?.['total']),
        ...(mails.length > limit && oldest ? { older: oldest.seq } : {}),
        ...(newer.length > 0 ? { newer: (newer[limit]?.['seq'] as number | undefined) ?? 'first' } : {}),
      };
    },
    get(messageId) {
      const row = sql.mail.get(messageId);
      return row && { ...mailOf(row), raw: row['raw'] as Uint8Array };
    },
    issues: () =>
      sql.issues.all().map((row) => ({ issue: String(row['issue']), mails: Number(row['mails']) })),
    events: (after = 0, limit = 1000) => sql.events.all(after, limit).map(eventOf),
    eventsOf: (messageId) => sql.eventsOf.all(messageId).map(eventOf),
    sentInDayBefore: (instant) => sentSince(instant.getTime()),
    statistics: (until) => perQuarter(sql.statistics.all(until.getTime() - STATISTICS_MS)),
    identities: {
      add: (identity) => void sql.addIdentity.run(identity),
      remove: (identity) => void sql.removeIdentity.run(identity),
      list: () => sql.identities.all().map((row) => String(row['identity'])),
    },
    cursor: (name) => Number(sql.cursor.get(name)?.['seq'] ?? 0),
    moveCursor: (name, seq) => void sql.moveCursor.run(name, seq),
    close: () => db.close(),
  };
}

function perQuarter(rows: readonly Record<string, unknown>[]): readonly SendStatistics[] {
  return [...Map.groupBy(rows, (row) => Number(row['quarter']))].map(([quarter, own]) => {
    const of = (type: string) => Number(own.find((row) => row['type'] === type)?.['events'] ?? 0);
    return {
      timestamp: new Date(quarter).toISOString(),
      attempts: of('Send'),
      bounces: of('Bounce'),
      complaints: of('Complaint'),
      rejects: of('Reject'),
    };
  });
}
