import type { IssueHead } from '../issue/issue.ts';
import { ownerReport } from '../issue/owner-report.ts';
import type { Clock, Issues, Ledger, Queue, Report } from '../ports.ts';
import { type DeliveryMessage, SHARDS } from './delivery.ts';
import { addTallies, balances, EMPTY_TALLY, type Tally } from './tally.ts';

export interface CloseDeps {
  readonly issues: Pick<Issues, 'move' | 'tallies'>;
  readonly ledger: Pick<Ledger, 'counters'>;
  readonly deliveryQueue: Queue<DeliveryMessage>;
  readonly clock: Pick<Clock, 'now'>;
  readonly report: Report;
}

/** Closes an issue once every shard was counted and nobody keeps it open; `false` when it is not so, or closed before. */
export async function closeWhenCounted(deps: CloseDeps, issue: IssueHead): Promise<boolean> {
  const tallies = [...(await deps.issues.tallies(issue.id)).values()];
  const current = tallies.filter(({ generation }) => generation === (issue.reopened ?? 0));
  if (current.length < SHARDS || current.some(({ open }) => open > 0)) return false;
  return closeWith(deps, issue, current.reduce<Tally>(addTallies, EMPTY_TALLY));
}

/** Writes the equation and tells the owner, once. */
export async function closeWith(deps: CloseDeps, issue: IssueHead, tally: Tally): Promise<boolean> {
  const { accounting } = tally;
  if (!balances(accounting)) {
    // A reader in no term or in two is a fault of ours; an alarm listens for this code.
    deps.report({ code: 'account-unbalanced', issue: issue.id, ...accounting });
    return false;
  }
  const stale = accounting.expired > 0 && accounting.accepted === 0;
  const closedAt = deps.clock.now().toISOString();
  const moved = await deps.issues.move(issue.id, ['frozen', 'sending'], {
    state: 'closed',
    outcome: issue.ending?.outcome ?? (stale ? 'expired' : 'sent'),
    ...(issue.ending && { reason: issue.ending.reason }),
    accounting,
    closedAt,
  });
  if (!moved) return false;
  deps.report({ code: 'issue-closed', issue: issue.id, ...accounting });
  // Whoever sends to some addresses of their own choice is looking at the result already.
  if (issue.audience.kind !== 'listed') {
    const counters = await deps.ledger.counters(issue.id);
    await deps.deliveryQueue.send([
      { kind: 'notice', ...ownerReport({ ...issue, closedAt }, tally, counters) },
    ]);
  }
  return true;
}
