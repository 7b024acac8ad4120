import type { AudienceEntry, Delivery } from './delivery.ts';

/**
 * After this many calls to SES without a clear answer only the owner's own word sends again: whatever swallows the
 * answers may well deliver the mails.
 */
export const MAX_ATTEMPTS = 3;

export interface PlanRules {
  readonly now: Date;
  /** Milliseconds an unanswered send is left alone. */
  readonly graceMs: number;
  /** The owner asked for it: doubts are tried again however often they were. */
  readonly again?: boolean;
}

/**
 * Who of a shard's frozen audience still needs a mail: everybody but the excluded, the settled, and those whom somebody
 * may be at or about whom an answer may still come.
 */
export function planMissing(
  audience: readonly AudienceEntry[],
  deliveries: ReadonlyMap<string, Delivery>,
  rules: PlanRules,
): readonly AudienceEntry[] {
  const before = retryBefore(rules.now, rules.graceMs);
  return audience.filter((entry) => {
    if (entry.excluded) return false;
    const row = deliveries.get(entry.subscriberId);
    if (!row) return true;
    return mayRetry(row, before) && (rules.again === true || row.attempt < MAX_ATTEMPTS);
  });
}

/** The instant that a claim gives to the ledger: doubts older than this may be tried again. */
export function retryBefore(now: Date, graceMs: number): string {
  return new Date(now.getTime() - graceMs).toISOString();
}

/** The same rule as a claim's; instants are compared as text, as `Date.toISOString` writes them. */
function mayRetry(row: Delivery, before: string): boolean {
  if (row.state === 'claimed') return (row.leaseUntil ?? '') < before;
  return row.state === 'uncertain' && row.at < before;
}
