import type { SendOutcome } from '../ports.ts';
import type { AudienceEntry, Chunk, DeliveryMessage } from './delivery.ts';
import { chunkMessages } from './messages.ts';

/** Why the rest of a chunk cannot go now. */
export type Hold =
  /** `doubtful`: SES left several calls in a row unanswered; the list must not be burnt on it. */
  | {
      readonly kind: 'throttled' | 'unreachable' | 'quota' | 'doubtful' | 'deadline';
      readonly detail: string;
    }
  /** SES refuses everything from this account or sender: the issue pauses. */
  | { readonly kind: 'blocked'; readonly code: string; readonly detail: string };

/** The hold that an answer of SES asks for. */
export function holdOf(outcome: Extract<SendOutcome, { kind: 'not-sent' | 'blocked' }>): Hold {
  return outcome.kind === 'blocked' ? outcome : { kind: outcome.reason, detail: outcome.detail };
}

/** Least and most seconds of waiting; between them by chance, so that parallel senders do not come back at once. */
const SECONDS: Readonly<Record<Exclude<Hold['kind'], 'blocked'>, readonly [number, number]>> = {
  throttled: [2, 10],
  unreachable: [30, 60],
  doubtful: [60, 90],
  quota: [900, 900],
  deadline: [0, 0],
};

/** Seconds until the rest of a chunk is tried anew. `chance` is 0 … 1. */
export function holdSeconds(kind: Exclude<Hold['kind'], 'blocked'>, chance: number): number {
  const [least, most] = SECONDS[kind];
  return Math.round(least + (most - least) * chance);
}

/** What a run leaves over. */
export interface LeftOver {
  /** Known not to be with SES. */
  readonly back: readonly AudienceEntry[];
  /** To be tried again after the grace, if they are still in doubt then. */
  readonly doubts: readonly AudienceEntry[];
  readonly hold?: Hold;
}

/** Messages for the delivery queue that become visible together. */
export interface Delayed {
  readonly messages: readonly DeliveryMessage[];
  readonly delaySeconds: number;
}

/**
 * A chunk is handed on at most this long after it was planned. The tick plans whatever is missing every 15 minutes, so
 * without an end each tick would leave one more copy of every chunk going round for as long as SES is closed.
 */
const HANDED_ON_MS = 900_000;
/** The longest delay that SQS knows; the tick looks after longer graces. */
const LONGEST_DELAY = 900;

/** What goes back to the queue after a run: a new message each time, so that receive counts count crashes only. */
export function sendAnew(
  chunk: Chunk,
  left: LeftOver,
  at: { readonly now: Date; readonly graceMs: number; readonly chance: number },
): readonly Delayed[] {
  if (left.hold?.kind === 'blocked') return [];
  const now = at.now.toISOString();
  const plannedAt = chunk.plannedAt ?? now;
  const age = at.now.getTime() - Date.parse(plannedAt);
  const delayed: Delayed[] = [];
  if (left.back.length > 0 && age < HANDED_ON_MS) {
    const delaySeconds = left.hold ? holdSeconds(left.hold.kind, at.chance) : 0;
    delayed.push({ messages: chunkMessages(chunk, left.back, plannedAt), delaySeconds });
  }
  if (left.doubts.length > 0) {
    const delaySeconds = Math.min(LONGEST_DELAY, Math.ceil(at.graceMs / 1000) + 1);
    delayed.push({ messages: chunkMessages(chunk, left.doubts, now), delaySeconds });
  }
  return delayed;
}

/** SES quotes addresses in what it refuses; logs and notices hold none of a reader's. `except` may stay. */
export function withoutAddresses(text: string, except?: string): string {
  return text.replace(/[^\s@<>()"',:;]+@[A-Za-z0-9.-]*[A-Za-z0-9]/g, (found) =>
    found.toLowerCase() === except?.toLowerCase() ? found : '(address)',
  );
}
