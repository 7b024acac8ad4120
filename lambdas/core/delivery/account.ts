import type { Accounting } from '../issue/issue.ts';
import type { AudienceEntry, Delivery } from './delivery.ts';

/** What the ledger says about one shard, or about a whole issue. */
export interface Account {
  readonly accounting: Accounting;
  /** Subscriber ids whose mail SES may or may not have. */
  readonly uncertain: readonly string[];
  readonly failed: readonly FailedDelivery[];
  /** Subscriber ids without a row: nothing was tried, or SES is known not to have their mail. */
  readonly untried: readonly string[];
}

export interface FailedDelivery {
  readonly subscriberId: string;
  readonly code: string;
  readonly detail: string;
}

export const EMPTY_ACCOUNT: Account = {
  accounting: { frozen: 0, accepted: 0, failed: 0, excluded: 0, uncertain: 0, waiting: 0 },
  uncertain: [],
  failed: [],
  untried: [],
};

/**
 * Counts one shard. A claim that is still leased is waiting: somebody is at it; once its lease has ended it is a doubt,
 * because its process died with the answer.
 */
export function accountShard(
  audience: readonly AudienceEntry[],
  deliveries: ReadonlyMap<string, Delivery>,
  now: Date,
): Account {
  const counts = { accepted: 0, failed: 0, excluded: 0, uncertain: 0, waiting: 0 };
  const uncertain: string[] = [];
  const failed: FailedDelivery[] = [];
  const untried: string[] = [];
  for (const entry of audience) {
    const row = deliveries.get(entry.subscriberId);
    const standing = standingOf(entry, row, now.toISOString());
    counts[standing] += 1;
    if (standing === 'uncertain') uncertain.push(entry.subscriberId);
    if (standing === 'waiting' && !row) untried.push(entry.subscriberId);
    if (row && standing === 'failed') {
      failed.push({
        subscriberId: entry.subscriberId,
        code: row.code ?? 'unknown',
        detail: row.detail ?? '',
      });
    }
  }
  return { accounting: { frozen: audience.length, ...counts }, uncertain, failed, untried };
}

type Standing = Exclude<keyof Accounting, 'frozen'>;

/** A row wins over the exclusion: a mail that went out is counted as one. */
function standingOf(entry: AudienceEntry, row: Delivery | undefined, now: string): Standing {
  if (!row) return entry.excluded ? 'excluded' : 'waiting';
  if (row.state === 'claimed') return (row.leaseUntil ?? '') < now ? 'uncertain' : 'waiting';
  return row.state;
}

/** The account of two parts of a list taken together. */
export function addAccounts(one: Account, other: Account): Account {
  const sum = (name: keyof Accounting) => one.accounting[name] + other.accounting[name];
  return {
    accounting: {
      frozen: sum('frozen'),
      accepted: sum('accepted'),
      failed: sum('failed'),
      excluded: sum('excluded'),
      uncertain: sum('uncertain'),
      waiting: sum('waiting'),
    },
    uncertain: [...one.uncertain, ...other.uncertain],
    failed: [...one.failed, ...other.failed],
    untried: [...one.untried, ...other.untried],
  };
}

/** Readers who left after the freeze get no mail and no row: `moved` of the waiting are excluded. */
export function excludeMoved(account: Account, moved: ReadonlySet<string>): Account {
  const untried = account.untried.filter((id) => !moved.has(id));
  const gone = account.untried.length - untried.length;
  const { accounting } = account;
  return {
    ...account,
    untried,
    accounting: {
      ...accounting,
      excluded: accounting.excluded + gone,
      waiting: accounting.waiting - gone,
    },
  };
}
