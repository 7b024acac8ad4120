import type { AudienceEntry, AudiencePart, Delivery } from './delivery.ts';
import { isProven, type Standing, type StandingRules, standingOf } from './standing.ts';
import { type Tally, tallyOf } from './tally.ts';

/** What the plan does about one part of a shard. */
export interface PartPlan {
  /** Entries without a row that need a mail now. */
  readonly missing: readonly AudienceEntry[];
  /** Entries whose doubt is tried again. */
  readonly retry: readonly AudienceEntry[];
  /** Doubts that end as failures of code `unknown`. */
  readonly giveUp: readonly Delivery[];
  /** Claims whose sender is gone and whose reader has the mail by an earlier attempt: they end as accepted. */
  readonly proven: readonly Delivery[];
  readonly tally: Tally;
  /** Subscriber ids in doubt, and what failed, for the owner's eyes. */
  readonly uncertain: readonly string[];
  readonly failed: readonly Delivery[];
}

/**
 * The one operation behind the first plan, the tick, resuming, the next day's quota, a restart and the owner's resending:
 * the frozen audience minus the ledger, due now. Also counts the part, so that the same pass closes an issue.
 */
export function planMissing(
  part: AudiencePart,
  rows: ReadonlyMap<string, Delivery>,
  rules: Omit<StandingRules, 'allReported'>,
): PartPlan {
  const withReports = { ...rules, allReported: allReported(rows) };
  const stood = part.entries.map((entry) => {
    const row = rows.get(entry.subscriberId);
    return { entry, row, standing: standingOf(entry, row, withReports) };
  });
  const those = (...wanted: Standing[]) => stood.filter(({ standing }) => wanted.includes(standing));
  const rowsOf = (...wanted: Standing[]) => those(...wanted).flatMap(({ row }) => (row ? [row] : []));
  return {
    missing: those('missing').map(({ entry }) => entry),
    retry: those('retry').map(({ entry }) => entry),
    giveUp: rowsOf('give-up'),
    proven: rowsOf('accepted').filter((row) => isProven(row, rules.now.toISOString())),
    tally: tallyOf(stood),
    uncertain: those('doubt', 'held', 'retry').map(({ entry }) => entry.subscriberId),
    failed: rowsOf('failed', 'give-up'),
  };
}

/** Whether SES has reported every mail that it accepted. */
function allReported(rows: ReadonlyMap<string, Delivery>): boolean {
  return [...rows.values()].every(
    (row) => row.state !== 'accepted' || (row.sentAt ?? row.deliveredAt ?? row.bounce ?? row.complainedAt),
  );
}

/** The instant that a claim gives to the ledger: doubts older than this may be tried again. */
export function retryBefore(now: Date, graceMs: number): string {
  return new Date(now.getTime() - graceMs).toISOString();
}
