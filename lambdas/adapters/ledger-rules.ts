import type { Delivery } from '../core/delivery/delivery.ts';
import type { ClaimRequest, Settlement } from '../core/ports.ts';

/**
 * How a ledger row may move, as data in and data out; every ledger applies these, each with its own way of making the
 * move atomic. Instants are compared as text, so they are all written by `Date.toISOString`.
 */

/** Whether the row stands in a claim's way: it is done, or somebody may still be at it. */
export function standsInTheWay(row: Delivery, retryBefore: string): boolean {
  if (row.state === 'claimed') return row.leaseUntil >= retryBefore;
  return row.state !== 'uncertain' || row.at >= retryBefore;
}

/**
 * The row of a new claim, after `old` or on its own. Attempts only ever count up, so that one call to SES has one
 * number; the doubt of the attempt before is kept, for the owner and for a later `release`.
 */
export function claimedRow(request: ClaimRequest, old: Delivery | undefined): Delivery {
  const { issueId, subscriberId, leaseUntil, now } = request;
  const claim = { issueId, subscriberId, state: 'claimed' as const, leaseUntil, at: now };
  if (!old) return { ...claim, attempt: 1 };
  return {
    ...claim,
    attempt: old.attempt + 1,
    code: old.code ?? 'lease-ended',
    detail:
      old.detail ?? `The sender of attempt ${old.attempt} stopped before it wrote down what SES had said.`,
  };
}

/** What a settlement writes; the fields of other outcomes are gone afterwards. */
export function settledRow(row: Delivery, settlement: Settlement, now: string): Delivery {
  const { issueId, subscriberId, attempt, leaseUntil } = row;
  return { issueId, subscriberId, attempt, leaseUntil, at: now, ...settlement };
}

/** States that a settlement may start from: a doubt can still be cleared up, but not replaced by another doubt. */
export function settleableStates(settlement: Settlement): readonly Delivery['state'][] {
  return settlement.state === 'uncertain' ? ['claimed'] : ['claimed', 'uncertain'];
}

/** `true` when the row already is what this settlement wants: our own write, repeated after its answer was lost. */
export function isSettledAs(row: Delivery, attempt: number, settlement: Settlement): boolean {
  if (row.attempt !== attempt || row.state !== settlement.state) return false;
  return settlement.state === 'accepted'
    ? row.messageId === settlement.messageId
    : row.code === settlement.code && row.detail === settlement.detail;
}

/** A released claim: no row when it was the first attempt, else the earlier doubt again, as of `now`. */
export function releasedRow(row: Delivery, now: string): Delivery | undefined {
  return row.attempt === 1 ? undefined : { ...row, state: 'uncertain', at: now };
}
