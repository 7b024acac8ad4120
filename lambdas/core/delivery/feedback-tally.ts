import type { Delivery, FactName } from './delivery.ts';
import type { FeedbackEvent } from './ses-event.ts';

/** Names of an issue's display counters that feedback adds to. */
export type FeedbackCounter =
  | 'sent'
  | 'delivered'
  /** Permanently: no such mailbox. */
  | 'bounced'
  /** For now: mailbox full, server away, an answering machine. */
  | 'softBounced'
  | 'undetermined'
  | 'complained'
  | 'rejected'
  | 'delayed';

/** What a batch of events came to, while it is worked off. */
export interface FeedbackTally {
  recorded: number;
  readonly withoutDelivery: FeedbackEvent[];
  suppressed: number;
  readonly failed: FeedbackEvent[];
  /** By issue. */
  readonly counters: Map<string, Partial<Record<FeedbackCounter, number>>>;
}

export function emptyTally(): FeedbackTally {
  return { recorded: 0, withoutDelivery: [], suppressed: 0, failed: [], counters: new Map() };
}

/** Counts the facts of a delivery that were not known before. */
export function countFresh(tally: FeedbackTally, delivery: Delivery, fresh: readonly FactName[]): void {
  if (fresh.length === 0) return;
  const sums = tally.counters.get(delivery.issueId) ?? {};
  for (const fact of fresh) {
    const name = counterOf(fact, delivery);
    sums[name] = (sums[name] ?? 0) + 1;
  }
  tally.counters.set(delivery.issueId, sums);
}

const COUNTERS = {
  sentAt: 'sent',
  deliveredAt: 'delivered',
  complainedAt: 'complained',
  rejectedAt: 'rejected',
  delayedAt: 'delayed',
} as const satisfies Record<Exclude<FactName, 'bounce'>, FeedbackCounter>;

const BOUNCES = { permanent: 'bounced', transient: 'softBounced', undetermined: 'undetermined' } as const;

function counterOf(fact: FactName, delivery: Delivery): FeedbackCounter {
  return fact === 'bounce' ? BOUNCES[delivery.bounce?.type ?? 'undetermined'] : COUNTERS[fact];
}

/** The fresh facts of all issues together. */
export function totals(tally: FeedbackTally): Partial<Record<FeedbackCounter, number>> {
  const sums: Partial<Record<FeedbackCounter, number>> = {};
  for (const counters of tally.counters.values()) {
    for (const [name, count] of Object.entries(counters) as [FeedbackCounter, number][]) {
      sums[name] = (sums[name] ?? 0) + count;
    }
  }
  return sums;
}
