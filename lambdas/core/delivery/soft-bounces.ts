import type { Ledger } from '../ports.ts';
import type { Delivery } from './delivery.ts';
import { shardOf } from './shard.ts';

/** As many mails in a row that a mailbox did not take, and the address is given up. */
export const SOFT_BOUNCES = 5;

/** Newest issues among which a reader's mails are looked for: a weekly reader's five among daily ones too. */
export const RECENT_ISSUES = 100;

/**
 * `soft`: no mailbox took this mail for now. A bounce after a delivery is an answering machine, or a later complaint of a
 * server that had taken the mail. `none`: the reader was sent no mail of that issue. `other`: anything else, also that
 * nothing is known yet, so that a row only ever becomes `soft` by the event that makes the list be looked at again.
 */
export function softBounce(row: Delivery | undefined): 'soft' | 'none' | 'other' {
  if (!row) return 'none';
  if (row.bounce?.type === 'transient' && row.deliveredAt === undefined) return 'soft';
  const neverSent = row.state === 'excluded' || (row.state === 'failed' && row.sentAt === undefined);
  return neverSent && row.bounce === undefined && row.deliveredAt === undefined ? 'none' : 'other';
}

/**
 * Whether the bounce of `issueId` is one of five in a row, told from the rows of the reader's other issues: nothing is
 * counted along, so neither a repeated nor a late event can miscount. `recent`: ids of issues, newest first.
 */
export async function bouncedInARow(
  ledger: Pick<Ledger, 'delivery'>,
  { issueId, subscriberId }: { readonly issueId: string; readonly subscriberId: string },
  recent: readonly string[],
): Promise<boolean> {
  const here = recent.indexOf(issueId);
  if (here < 0) return false;
  let row = 1;
  for (const neighbours of [recent.slice(here + 1), recent.slice(0, here).toReversed()]) {
    for (const id of neighbours) {
      if (row >= SOFT_BOUNCES) return true;
      const fate = softBounce(
        await ledger.delivery({ issueId: id, shard: shardOf(subscriberId), subscriberId }),
      );
      if (fate === 'other') break;
      if (fate === 'soft') row += 1;
    }
  }
  return row >= SOFT_BOUNCES;
}
