import {
  claimedRow,
  isClaim,
  isSettledAs,
  recordedRow,
  releasedRow,
  settleableStates,
  settledRow,
  standsInTheWay,
} from '../../../lambdas/adapters/ledger-rules.ts';
import type { Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import type { Settlement } from '../../../lambdas/core/ports.ts';
import { GRACE, iso, LEASE, type Settings } from './world.ts';

/** The ledger's moves on one row, made of the product's own rules; each is atomic, as every ledger has to make it. */
export function ledgerOf({ broken }: Settings) {
  return {
    /** The row after a claim; `undefined` when somebody has it or it is done. */
    claim(row: Delivery | undefined, now: number, retry: boolean): Delivery | undefined {
      const retryBefore = retry ? iso(Math.max(0, now - GRACE)) : undefined;
      const request = {
        issueId: 'issue',
        shard: 0,
        subscriberId: 'reader',
        consentVersion: 1,
        now: iso(now),
        leaseUntil: iso(now + LEASE),
      };
      if (!row) return claimedRow(request, undefined);
      if (broken === 'claim') return row;
      const before = broken === 'lease' ? '9999' : retryBefore;
      return standsInTheWay(row, before) ? undefined : claimedRow(request, row);
    },
    /** Whether the settlement stands, and the row afterwards. */
    settle(row: Delivery | undefined, attempt: number, settlement: Settlement, now: number) {
      if (broken === 'settle') return { done: true, row };
      if (!row) return { done: false, row };
      return row.attempt !== attempt || !settleableStates(settlement).includes(row.state)
        ? { done: isSettledAs(row, attempt, settlement), row }
        : { done: true, row: settledRow(row, settlement, iso(now)) };
    },
    release(
      row: Delivery | undefined,
      claim: { readonly attempt: number; readonly claimedAt: number },
      now: number,
    ): Delivery | undefined {
      const { attempt, claimedAt } = claim;
      return row && isClaim(row, { attempt, claimedAt: iso(claimedAt) }) ? releasedRow(row, iso(now)) : row;
    },
    /** What an event, or an answer that came too late for the claim, does. */
    record(row: Delivery | undefined, attempt: number, sentAt: number | undefined, now: number) {
      const facts = sentAt === undefined ? {} : { sentAt: iso(sentAt) };
      return row && recordedRow(row, { attempt, messageId: `m${attempt}`, facts }, iso(now)).row;
    },
  };
}

export type ModelLedger = ReturnType<typeof ledgerOf>;
