import type { SendOutcome } from '../ports.ts';
import type { AudienceEntry, Chunk, DeliveryMessage, PlanShard } from './delivery.ts';
import { chunkMessages } from './messages.ts';

/** Why the rest of a chunk cannot go now. */
export type Hold =
  /** `doubtful`: SES left several calls in a row unanswered; the list must not be burnt on it. */
  | {
      readonly kind: 'throttled' | 'unreachable' | 'quota' | 'doubtful' | 'deadline';
      readonly detail: string;
    }
  /** The issue is no longer to go out: paused, cancelled. Planning anew finds the rest if it goes on. */
  | { readonly kind: 'stopped'; readonly detail: string }
  /** SES refuses everything from this account or sender: the issue pauses. */
  | { readonly kind: 'blocked'; readonly code: string; readonly detail: string };

/** Holds that pass by themselves. */
type PassingHold = Exclude<Hold['kind'], 'blocked' | 'stopped'>;

/** The hold that an answer of SES asks for. */
export function holdOf(outcome: Extract<SendOutcome, { kind: 'not-sent' | 'blocked' }>): Hold {
  return outcome.kind === 'blocked' ? outcome : { kind: outcome.reason, detail: outcome.detail };
}

/** Least and most seconds of waiting; between them by chance, so that parallel senders do not come back at once. */
const SECONDS: Readonly<Record<PassingHold, readonly [number, number]>> = {
  throttled: [2, 10],
  unreachable: [30, 60],
  doubtful: [60, 90],
  quota: [900, 900],
  deadline: [0, 0],
};

/** The longest delay that SQS knows. */
const LONGEST_DELAY = 900;

/**
 * Seconds until the rest of a chunk is tried anew. `chance` is 0 … 1. The longer SES has been closed to a chunk (`ageMs`
 * since it was planned), the longer it waits: a quarter of its age.
 */
export function holdSeconds(kind: PassingHold, chance: number, ageMs = 0): number {
  const [least, most] = SECONDS[kind];
  const patient = kind === 'unreachable' || kind === 'doubtful' ? ageMs / 4000 : 0;
  return Math.round(Math.min(LONGEST_DELAY, Math.max(least + (most - least) * chance, patient)));
}

/** What a run leaves over. */
export interface LeftOver {
  /** Known not to be with SES. */
  readonly back: readonly AudienceEntry[];
  /** In doubt: the plan looks at them again after the grace. */
  readonly doubts: readonly AudienceEntry[];
  readonly hold?: Hold;
}

/** Messages for the delivery queue that become visible together. */
export interface Delayed {
  readonly messages: readonly DeliveryMessage[];
  readonly delaySeconds: number;
}

/** What goes back to the queues after a run: new messages each time, so that receive counts count crashes only. */
export interface SentAnew {
  readonly chunks: readonly Delayed[];
  /** Asks the plan to look at the doubts of this chunk when their grace is over. */
  readonly plan?: { readonly message: PlanShard; readonly delaySeconds: number };
}

/**
 * Decides about the rest of a chunk. It goes nowhere when the account is refused, the issue was stopped or the day's quota
 * is used up: the plan finds whoever is missing once that has passed.
 */
export function sendAnew(
  chunk: Chunk,
  left: LeftOver,
  at: { readonly now: Date; readonly graceMs: number; readonly chance: number },
): SentAnew {
  const plannedAt = chunk.plannedAt ?? at.now.toISOString();
  const ageMs = at.now.getTime() - Date.parse(plannedAt);
  const { hold } = left;
  const waits = !hold || !DROPPED.has(hold.kind);
  const again = Math.min(LONGEST_DELAY, Math.ceil(at.graceMs / 1000) + 1);
  const { issueId, shard, part } = chunk;
  return {
    chunks:
      waits && left.back.length > 0
        ? [
            {
              messages: chunkMessages(chunk, left.back, plannedAt),
              delaySeconds: hold && passes(hold.kind) ? holdSeconds(hold.kind, at.chance, ageMs) : 0,
            },
          ]
        : [],
    ...(left.doubts.length > 0 && {
      plan: {
        message: { issueId, shard, ...(part !== undefined && { part, only: true }) },
        delaySeconds: again,
      },
    }),
  };
}

const passes = (kind: Hold['kind']): kind is PassingHold => kind in SECONDS;

const DROPPED: ReadonlySet<Hold['kind']> = new Set(['blocked', 'quota', 'stopped']);

/** SES quotes addresses in what it refuses; logs and notices hold none of a reader's. `except` may stay. */
export function withoutAddresses(text: string, except?: string): string {
  return text.replace(/[^\s@<>()"',:;]+@[A-Za-z0-9.-]*[A-Za-z0-9]/g, (found) =>
    found.toLowerCase() === except?.toLowerCase() ? found : '(address)',
  );
}
