import type { IssueHead } from '../issue/issue.ts';
import type { Clock, Issues, Ledger } from '../ports.ts';
import { storedParts } from './audience-parts.ts';
import { type CloseDeps, closeWith } from './close-issue.ts';
import { type AudiencePart, type Delivery, SHARDS } from './delivery.ts';
import { planMissing } from './plan-missing.ts';
import type { OnUncertain, StandingRules } from './standing.ts';
import { addTallies, EMPTY_TALLY, type Tally } from './tally.ts';

/** The rules of a newsletter for what is in doubt. */
export interface DoubtRules {
  /** Milliseconds an unanswered send is left alone. */
  readonly graceMs: number;
  readonly newsletter: { readonly delivery: { readonly onUncertain: OnUncertain } };
  /** Where this process would know: ISO 8601, up to when events may have come that nobody has recorded yet. */
  readonly heardSince?: () => string | undefined;
}

export interface AccountDeps extends DoubtRules {
  readonly issues: Pick<Issues, 'head' | 'audience'>;
  readonly ledger: Pick<Ledger, 'deliveries' | 'lastFeedback'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** How far an issue is, from its frozen audience and its ledger. */
export interface IssueAccount extends Tally {
  /** `true` once every shard's audience is frozen; before that `frozen` still grows. */
  readonly planned: boolean;
  /** Subscriber ids whose mail SES may or may not have. */
  readonly uncertain: readonly string[];
  readonly failed: readonly Delivery[];
}

/** Counts an issue part by part, for a person who waits for it. Throws when there is no such issue. */
export async function accountFor(deps: AccountDeps, issueId: string): Promise<IssueAccount> {
  const issue = await deps.issues.head(issueId);
  if (!issue) throw new Error(`there is no issue ${issueId}`);
  const rules = await rulesFor(deps, issue);
  let tally: Tally = EMPTY_TALLY;
  let planned = true;
  const uncertain: string[] = [];
  const failed: Delivery[] = [];
  for (let shard = 0; shard < SHARDS; shard += 1) {
    let last = false;
    for await (const part of storedParts(deps.issues, issueId, shard)) {
      const plan = planMissing(part, await rowsOf(deps.ledger, issueId, shard, part), rules);
      tally = addTallies(tally, plan.tally);
      uncertain.push(...plan.uncertain);
      failed.push(...plan.failed);
      last = part.last;
    }
    planned &&= last;
  }
  return { ...tally, planned, uncertain, failed };
}

/** Closes an issue at once when its account says that nothing is open; `false` when it is not so. */
export async function closeIfDone(deps: AccountDeps & CloseDeps, issueId: string): Promise<boolean> {
  const account = await accountFor(deps, issueId);
  const issue = await deps.issues.head(issueId);
  if (!issue || !account.planned || account.open > 0) return false;
  return closeWith(deps, issue, account);
}

/** What decides how the readers of an issue stand, now. */
export async function rulesFor(
  deps: DoubtRules & { readonly ledger: Pick<Ledger, 'lastFeedback'>; readonly clock: Pick<Clock, 'now'> },
  issue: IssueHead,
): Promise<Omit<StandingRules, 'allReported'>> {
  const now = deps.clock.now();
  const lastMailAt = await deps.ledger.lastFeedback();
  const heardSince = deps.heardSince?.();
  return {
    now,
    graceMs: deps.graceMs,
    onUncertain: deps.newsletter.delivery.onUncertain,
    until: now.toISOString(),
    frozenAt: issue.frozenAt,
    ending: issue.ending !== undefined,
    ...(issue.expiresAfterMs !== undefined && { expiresAfterMs: issue.expiresAfterMs }),
    ...(lastMailAt !== undefined && { lastMailAt }),
    ...(heardSince !== undefined && { heardSince }),
  };
}

/** The ledger's rows for the readers of one part. */
export async function rowsOf(
  ledger: Pick<Ledger, 'deliveries'>,
  issueId: string,
  shard: number,
  part: AudiencePart,
): Promise<Map<string, Delivery>> {
  const rows = new Map<string, Delivery>();
  const from = part.entries[0]?.subscriberId;
  const to = part.entries.at(-1)?.subscriberId;
  if (from === undefined || to === undefined) return rows;
  for await (const row of ledger.deliveries(issueId, shard, { from, to })) rows.set(row.subscriberId, row);
  return rows;
}
