import type { ConsentFacts } from './consent.ts';
import type { AddOutcome } from './moves.ts';
import type { Decision, Known, Write } from './store.ts';
import type { Subscriber } from './subscriber.ts';

/** One import of readers, as it is remembered for its undoing. */
export interface ImportRecord {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  /** Which program's export the file was, e.g. `mailchimp`. */
  readonly format: string;
  /** Absent while it is under way, and where it was broken off. */
  readonly added?: number;
  /** ISO 8601; when its readers were taken out again. */
  readonly undoneAt?: string;
}

/** A reader of an import, with what the file says of their consent. */
export interface ImportedReader {
  readonly subscriber: Subscriber;
  readonly asked?: ConsentFacts['asked'];
}

/** Most readers of one `addMany`: four parts each make the 100 that a transaction of DynamoDB may have. */
export const MOST_IMPORTED = 25;

/** What an address is before an import; absent when nobody knows it. */
export type Standing = Subscriber['state'];

/** What an undoing met in one batch. */
export interface UndoneBatch {
  readonly removed: number;
  /** Who did something themselves since, or left: they stay as they are now. */
  readonly kept: readonly Subscriber[];
}

/** Many readers at once; the rules are those of `adding`. */
export interface Imports {
  /** Up to 50 addresses as `parseAddress` returns them, in lower case → what they are. */
  standing(emails: readonly string[]): Promise<ReadonlyMap<string, Standing>>;
  /**
   * Adds up to `MOST_IMPORTED` new readers and notes first which they are, so that a crash leaves nothing that an undoing
   * would not find. Answers in their order; whoever is known or suppressed is not written.
   */
  addMany(
    importId: string,
    batch: number,
    readers: readonly ImportedReader[],
  ): Promise<readonly AddOutcome[]>;
  /** Remembers the import, anew with each call. */
  note(record: ImportRecord): Promise<void>;
  get(importId: string): Promise<ImportRecord | undefined>;
  /** Newest first. */
  list(): AsyncIterable<ImportRecord>;
  /** Numbers of the batches that are not undone, in their order. */
  batches(importId: string): AsyncIterable<number>;
  /** Takes a batch's readers out again; repeating it finds nothing to do. */
  undo(importId: string, batch: number): Promise<UndoneBatch>;
}

/** Most addresses of one `standing`: two keys each make the 100 of a BatchGetItem. */
export const MOST_STANDING = 50;

/**
 * Takes an imported reader out as if they had never been there: whose consent ledger has its first entry alone, for nothing
 * happened to them since. Others stay, and are the answer; `undefined` when there is nobody.
 */
export function takingOut({ subscription }: Known): Decision<'removed' | Subscriber | undefined> {
  if (!subscription) return { result: undefined };
  const { subscriber, head } = subscription;
  if (head.n !== 1) return { result: subscriber };
  const { id, email } = subscriber;
  const writes: Write[] = [
    { kind: 'forget-profile', before: subscription },
    { kind: 'unlock', email, heldBy: id },
    { kind: 'forget-entry', id, n: 1 },
  ];
  return { result: 'removed', writes };
}
