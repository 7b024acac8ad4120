import type { AudienceEntry, Delivery } from './delivery.ts';

/**
 * After this many calls to SES without a clear answer only the owner's own word sends again: whatever swallows the
 * answers may well deliver the mails.
 */
export const MAX_ATTEMPTS = 3;

/** A doubt that no event has cleared up for this long stays one: SES reports within seconds, retries of SNS included. */
const LAST_HOPE_MS = 86_400_000;

/** Graces that a doubt waits when no later mail of this list can show that events arrive. */
const PATIENCE = 4;

/** What to do about a doubt whose grace is over and about which no event came (docs/architecture.md, "Once"). */
export type OnUncertain = 'resend' | 'hold' | 'never';

export interface StandingRules {
  readonly now: Date;
  /** Milliseconds an unanswered send is left alone. */
  readonly graceMs: number;
  readonly onUncertain: OnUncertain;
  /** ISO 8601: who is due later waits for another pass. */
  readonly until: string;
  /** ISO 8601: chunks of those due up to here are on the queue already; absent: whoever has no row needs one. */
  readonly after?: string;
  /** ISO 8601, the freeze: when those without a due time were due. */
  readonly frozenAt: string;
  /** Milliseconds after which a mail that could not go is stale; absent: never. */
  readonly expiresAfterMs?: number;
  /** The issue was cancelled or superseded: nothing goes out any more. */
  readonly ending?: boolean;
  /** ISO 8601: when SES took the latest mail that an event has told of; absent: no event has ever come. */
  readonly lastMailAt?: string;
  /** ISO 8601: events of before may still be unheard, so the silence about a doubt counts from here; absent: never so. */
  readonly heardSince?: string;
  /** Every mail of the same part that SES has accepted has been reported by an event too. */
  readonly allReported?: boolean;
  /** The owner takes the risk of a second copy: doubts are tried again whatever the policy, and whatever is unheard. */
  readonly again?: boolean;
  /** ISO 8601: they take it for doubts of before alone. */
  readonly againUntil?: string;
}

/** How one reader of the frozen audience stands, and so what the next plan does about them. */
export type Standing =
  /** Done: these are terms of the equation. */
  | 'accepted'
  | 'failed'
  | 'excluded'
  | 'expired'
  /** Needs a chunk now. */
  | 'missing'
  /** Has one on the queue, or is due later, or somebody is at it. */
  | 'queued'
  | 'later'
  | 'busy'
  /** In doubt: an event may still come, or the owner has the word. */
  | 'doubt'
  | 'held'
  /** In doubt, and the policy says how it ends: another attempt, or a failure that says that nobody knows. */
  | 'retry'
  | 'give-up';

/** Decides for one reader; the mail that went out wins over any exclusion. Instants are compared as text. */
export function standingOf(entry: AudienceEntry, row: Delivery | undefined, rules: StandingRules): Standing {
  const now = rules.now.toISOString();
  if (!row) return untried(entry, now, rules);
  if (row.state === 'claimed') {
    const leaseUntil = row.leaseUntil ?? row.at;
    if (leaseUntil >= now) return 'busy';
    return isProven(row, now) ? 'accepted' : doubtful(row, leaseUntil, rules);
  }
  return row.state === 'uncertain' ? doubtful(row, row.at, rules) : row.state;
}

/**
 * A claim that nobody works on any more, of a reader whose mail SES has by an earlier attempt: no other claim is possible,
 * and no event will move it, since events only vouch for the attempt that they are about. `now` is ISO 8601.
 */
export function isProven(row: Delivery, now: string): boolean {
  return row.state === 'claimed' && row.messageId !== undefined && (row.leaseUntil ?? row.at) < now;
}

/** Nobody works on it any more, and since before that instant (ISO 8601) nobody knows whether SES has the mail. */
export function isInDoubt(row: Delivery, before: string): boolean {
  if (row.messageId !== undefined) return false;
  if (row.state === 'claimed') return (row.leaseUntil ?? row.at) < before;
  return row.state === 'uncertain' && row.at < before;
}

function untried(entry: AudienceEntry, now: string, rules: StandingRules): Standing {
  if (entry.excluded) return 'excluded';
  if (rules.ending || isStale(entry, rules)) return 'expired';
  const due = entry.dueAt ?? rules.frozenAt;
  if (due > rules.until && due > now) return 'later';
  return rules.after !== undefined && due <= rules.after ? 'queued' : 'missing';
}

/** Whether a mail that has not gone by now should go no more. */
export function isStale(
  entry: Pick<AudienceEntry, 'dueAt'>,
  rules: Pick<StandingRules, 'now' | 'frozenAt' | 'expiresAfterMs'>,
): boolean {
  if (rules.expiresAfterMs === undefined) return false;
  return rules.now.getTime() > Date.parse(entry.dueAt ?? rules.frozenAt) + rules.expiresAfterMs;
}

function doubtful(row: Delivery, since: string, rules: StandingRules): Standing {
  const { heardSince = since } = rules;
  const ageSince = (instant: string) => rules.now.getTime() - Date.parse(instant);
  if (ageSince(since) <= rules.graceMs) return 'doubt';
  if (rules.again || (rules.againUntil !== undefined && since <= rules.againUntil)) return 'retry';
  const ageMs = ageSince(since > heardSince ? since : heardSince);
  if (ageMs <= rules.graceMs) return 'doubt';
  if (rules.onUncertain === 'never') return 'give-up';
  if (rules.onUncertain === 'hold' || rules.ending || row.attempt >= MAX_ATTEMPTS) return 'held';
  if (eventsArrive(row, ageMs, rules)) return 'retry';
  return ageMs > LAST_HOPE_MS ? 'held' : 'doubt';
}

/**
 * Silence means something only where others are heard. Either an event has told of a mail that SES took after this
 * attempt began; or, at the end of a list, everything that SES has accepted has been reported and some more time went by.
 */
function eventsArrive(row: Delivery, ageMs: number, rules: StandingRules): boolean {
  const { lastMailAt, allReported, graceMs, frozenAt } = rules;
  if (lastMailAt === undefined) return false;
  if (lastMailAt >= (row.claimedAt ?? row.at)) return true;
  return allReported === true && lastMailAt >= frozenAt && ageMs > PATIENCE * graceMs;
}
