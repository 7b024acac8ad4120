import type { Accounting } from '../issue/issue.ts';
import { type AudienceEntry, type Delivery, SHARDS } from './delivery.ts';
import type { Standing } from './standing.ts';

/** What was counted of a part, a shard or an issue. */
export interface Tally {
  readonly accounting: Accounting;
  /** Readers who keep the issue open: somebody waits, is at it, or an event may still come. */
  readonly open: number;
  /** Those of them who only wait for their hour, and the first of these hours (ISO 8601; absent: nobody). */
  readonly later: number;
  readonly nextDueAt?: string;
  /** `failed:<code>` and `excluded:<reason>` → readers. */
  readonly classes: Readonly<Record<string, number>>;
  /** Readers who got more than one copy, as far as SES has told. */
  readonly doubled: number;
}

/** A shard's tally, as kept until its issue closes. */
export interface ShardTally extends Tally {
  /** `Issue.reopened` at the time of counting: counts of before the owner opened the issue again mean nothing. */
  readonly generation: number;
}

const NOBODY = {
  frozen: 0,
  accepted: 0,
  failed: 0,
  excluded: 0,
  expired: 0,
  uncertain: 0,
  waiting: 0,
} satisfies Accounting;

export const EMPTY_TALLY: Tally = { accounting: NOBODY, open: 0, later: 0, classes: {}, doubled: 0 };

type Term = Exclude<keyof Accounting, 'frozen'>;

const TERMS: Readonly<Record<Standing, Term>> = {
  accepted: 'accepted',
  failed: 'failed',
  excluded: 'excluded',
  expired: 'expired',
  missing: 'waiting',
  queued: 'waiting',
  later: 'waiting',
  busy: 'waiting',
  doubt: 'uncertain',
  held: 'uncertain',
  retry: 'uncertain',
  'give-up': 'failed',
};

const CLOSED: ReadonlySet<Standing> = new Set(['accepted', 'failed', 'excluded', 'expired', 'held']);

/** One reader of the frozen audience, and how they stand. */
export interface Stood {
  readonly entry: AudienceEntry;
  readonly row: Delivery | undefined;
  readonly standing: Standing;
}

/** Counts readers of the frozen audience. */
export function tallyOf(readers: readonly Stood[]): Tally {
  const accounting = { ...NOBODY };
  const classes: Record<string, number> = {};
  let [open, later, doubled] = [0, 0, 0];
  let nextDueAt: string | undefined;
  for (const { entry, row, standing } of readers) {
    accounting.frozen += 1;
    accounting[TERMS[standing]] += 1;
    if (!CLOSED.has(standing)) open += 1;
    if (standing === 'later') {
      later += 1;
      nextDueAt = earlier(nextDueAt, entry.dueAt);
    }
    if (row && Object.keys(row.messageIds).length > 1) doubled += 1;
    const name = classOf(entry, row, standing);
    if (name) classes[name] = (classes[name] ?? 0) + 1;
  }
  return { accounting, open, later, classes, doubled, ...(nextDueAt && { nextDueAt }) };
}

/** Of two instants in ISO 8601, either of which may be absent. */
function earlier(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

/**
 * The shards in which a plan may find something to do up to `until` (ISO 8601). None where everybody left waits for a later
 * hour; all where everybody is done and the issue still has to be closed. `tallies` are by shard, as kept at `generation`.
 */
export function shardsToPlan(
  tallies: ReadonlyMap<number, ShardTally>,
  generation: number,
  until: string,
): readonly number[] {
  const all = Array.from({ length: SHARDS }, (_, shard) => shard);
  const current = all.map((shard) => {
    const tally = tallies.get(shard);
    return tally?.generation === generation ? tally : undefined;
  });
  const busy = all.filter((shard) => {
    const tally = current[shard];
    return !tally || !(sleeps(tally, until) || isSettled(tally));
  });
  return busy.length === 0 && current.every((tally) => tally?.open === 0) ? all : busy;
}

function sleeps({ open, later, nextDueAt }: Tally, until: string): boolean {
  return open > 0 && open === later && nextDueAt !== undefined && nextDueAt > until;
}

/** No event can change what was counted: nobody is open, in doubt or failed. */
function isSettled({ open, accounting }: Tally): boolean {
  return open === 0 && accounting.uncertain === 0 && accounting.failed === 0;
}

function classOf(entry: AudienceEntry, row: Delivery | undefined, standing: Standing): string | undefined {
  if (standing === 'give-up') return 'failed:unknown';
  if (standing === 'failed') return `failed:${row?.code ?? 'unknown'}`;
  if (standing === 'excluded') return `excluded:${row?.code ?? entry.excluded ?? 'unknown'}`;
  return undefined;
}

/** The tally of two parts taken together. */
export function addTallies(one: Tally, other: Tally): Tally {
  const terms = Object.keys(NOBODY) as (keyof Accounting)[];
  const classes: Record<string, number> = { ...one.classes };
  for (const [name, count] of Object.entries(other.classes)) classes[name] = (classes[name] ?? 0) + count;
  const nextDueAt = earlier(one.nextDueAt, other.nextDueAt);
  return {
    accounting: Object.fromEntries(
      terms.map((term) => [term, one.accounting[term] + other.accounting[term]]),
    ) as unknown as Accounting,
    open: one.open + other.open,
    later: one.later + other.later,
    ...(nextDueAt && { nextDueAt }),
    classes,
    doubled: one.doubled + other.doubled,
  };
}

/** `true` when every reader of the frozen audience is in exactly one term of the equation. */
export function balances({ frozen, ...terms }: Accounting): boolean {
  return Object.values(terms).reduce((sum, each) => sum + each, 0) === frozen;
}
