import type { Delivery, DeliveryFacts, FactName } from '../core/delivery/delivery.ts';
import type { ClaimRequest, DeliveryKey, Seen, Settlement } from '../core/ports.ts';
import type { ExclusionReason } from '../core/subscribers/subscriber.ts';

/**
 * How a ledger row may move, as data in and data out; every ledger applies these, each with its own way of making the
 * move atomic. Instants are compared as text, so they are all written by `Date.toISOString`.
 */

/** A failure that an event may still disprove: nobody ever said that SES does not have the mail. */
export const UNKNOWN = 'unknown';

/** Whether the row stands in a claim's way: it is done, somebody may still be at it, or doubts are not to be tried. */
export function standsInTheWay(row: Delivery, retryBefore: string | undefined): boolean {
  if (retryBefore === undefined || row.messageId !== undefined) return true;
  if (row.state === 'claimed') return (row.leaseUntil ?? '') >= retryBefore;
  return row.state !== 'uncertain' || row.at >= retryBefore;
}

/**
 * The row of a new claim, after `old` or on its own. Attempts count up, so that one call to SES has one
 * number; the doubt of the attempt before is kept, for the owner and for a later `release`.
 */
export function claimedRow(request: ClaimRequest, old: Delivery | undefined): Delivery {
  const { issueId, subscriberId, leaseUntil, now } = request;
  const claim = { issueId, subscriberId, state: 'claimed' as const, leaseUntil, claimedAt: now, at: now };
  if (!old) return { ...claim, attempt: 1, messageIds: {} };
  return {
    ...old,
    ...claim,
    attempt: old.attempt + 1,
    code: old.code ?? 'lease-ended',
    detail:
      old.detail ?? `The sender of attempt ${old.attempt} stopped before it wrote down what SES had said.`,
  };
}

/** What a settlement writes; the code and detail of an earlier doubt are gone afterwards. */
export function settledRow(row: Delivery, settlement: Settlement, now: string): Delivery {
  const { code: _code, detail: _detail, ...kept } = row;
  if (settlement.state === 'accepted') return accepted(kept, row.attempt, settlement.messageId, now);
  return row.messageId === undefined
    ? { ...kept, ...settlement, at: now }
    : { ...kept, state: 'accepted', at: now };
}

function accepted(row: Delivery, attempt: number, messageId: string, now: string): Delivery {
  return {
    ...row,
    state: 'accepted',
    messageId: row.messageId ?? messageId,
    messageIds: { ...row.messageIds, [attempt]: messageId },
    at: now,
  };
}

/** States that a settlement may start from: a doubt can still be cleared up, but not replaced by another doubt. */
export function settleableStates(settlement: Settlement): readonly Delivery['state'][] {
  return settlement.state === 'uncertain' ? ['claimed'] : ['claimed', 'uncertain'];
}

/** `true` when the row already is what this settlement wants: our own write repeated, or an event that came first. */
export function isSettledAs(row: Delivery, attempt: number, settlement: Settlement): boolean {
  if (settlement.state === 'accepted') return row.messageIds[attempt] === settlement.messageId;
  if (row.attempt !== attempt || row.state !== settlement.state) return false;
  return row.code === settlement.code && row.detail === settlement.detail;
}

/** Whether the row is that very claim. */
export function isClaim(
  row: Delivery,
  claim: { readonly attempt: number; readonly claimedAt: string },
): boolean {
  return row.state === 'claimed' && row.attempt === claim.attempt && row.claimedAt === claim.claimedAt;
}

/**
 * A released claim: no row when it was the first attempt, else what is known of the earlier ones, as of `now`. What never
 * reached SES was no attempt, so its number is free again.
 */
export function releasedRow(row: Delivery, now: string): Delivery | undefined {
  if (row.attempt === 1) return undefined;
  const state = row.messageId === undefined ? 'uncertain' : 'accepted';
  return { ...row, state, attempt: row.attempt - 1, at: now };
}

/** Whether an event about `attempt` shows more than the row says: that SES has the mail. */
export function isNews(row: Delivery, attempt: number): boolean {
  if (row.state === 'claimed') return row.attempt === attempt;
  return row.state === 'uncertain' || (row.state === 'failed' && row.code === UNKNOWN);
}

/** The row after an event, and which of its facts are new. */
export function recordedRow(
  row: Delivery,
  { attempt, messageId, facts }: Seen,
  now: string,
): { readonly row: Delivery; readonly fresh: readonly FactName[] } {
  const fresh = freshFacts(row, facts);
  const added = Object.fromEntries(fresh.map((name) => [name, facts[name]]));
  const replaced = Object.fromEntries(Object.entries(facts).filter(([name]) => replaces(name, facts)));
  const noted: Delivery = {
    ...row,
    ...added,
    ...replaced,
    messageId: row.messageId ?? messageId,
    messageIds: { ...row.messageIds, [attempt]: row.messageIds[attempt] ?? messageId },
  };
  if (!isNews(row, attempt)) return { row: noted, fresh };
  const { code: _code, detail: _detail, ...kept } = noted;
  return { row: { ...kept, state: 'accepted', at: now }, fresh };
}

/** Names of the facts that the row does not have yet. */
export function freshFacts(row: DeliveryFacts, facts: DeliveryFacts): readonly FactName[] {
  return (Object.keys(facts) as FactName[]).filter(
    (name) =>
      facts[name] !== undefined &&
      (row[name] === undefined || (replaces(name, facts) && row.bounce?.type !== 'permanent')),
  );
}

/**
 * Facts are set once, but for the worse of two bounces: an answering machine's may come before the mailbox's own. So a row
 * ends the same in whatever order the events came.
 */
export function replaces(name: string, facts: DeliveryFacts): boolean {
  return name === 'bounce' && facts.bounce?.type === 'permanent';
}

/** The row of a reader who gets no mail. */
export function excludedRow(
  key: DeliveryKey,
  reason: ExclusionReason,
  detail: string,
  now: string,
): Delivery {
  const { issueId, subscriberId } = key;
  return {
    issueId,
    subscriberId,
    state: 'excluded',
    attempt: 0,
    messageIds: {},
    code: reason,
    detail,
    at: now,
  };
}
