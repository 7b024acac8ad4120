import { type Account, accountShard, addAccounts, EMPTY_ACCOUNT, excludeMoved } from './delivery/account.ts';
import {
  type AudienceEntry,
  type Delivery,
  type DeliveryMessage,
  type PlanShard,
  SHARDS,
} from './delivery/delivery.ts';
import { audienceOf, exclusionByState } from './delivery/freeze-audience.ts';
import { chunkMessages, planMessages } from './delivery/messages.ts';
import { planMissing } from './delivery/plan-missing.ts';
import type { Accounting, Issue } from './issue/issue.ts';
import { chromeLanguage } from './mail/locale.ts';
import type { Clock, Issues, Ledger, Queue, Report, Subscribers } from './ports.ts';

export interface AccountDeps {
  readonly issues: Pick<Issues, 'get' | 'audience' | 'move'>;
  readonly ledger: Pick<Ledger, 'deliveries'>;
  readonly subscribers: Pick<Subscribers, 'getMany'>;
  readonly clock: Pick<Clock, 'now'>;
}

export interface PlanDeps extends AccountDeps {
  readonly issues: Pick<Issues, 'get' | 'list' | 'audience' | 'freezeAudience' | 'move'>;
  readonly subscribers: Pick<Subscribers, 'activeReaders' | 'getMany'>;
  readonly planQueue: Queue<PlanShard>;
  readonly deliveryQueue: Queue<DeliveryMessage>;
  readonly newsletter: { readonly language: string };
  /** Milliseconds an unanswered send is left alone. */
  readonly graceMs: number;
  readonly report: Report;
}

const IN_WORK: readonly Issue['state'][] = ['frozen', 'sending'];

/**
 * Plans what is missing of one shard: freezes its audience at the first time, then puts everybody who still needs a mail
 * into chunks on the delivery queue. Repeating it is harmless: a claim lets one message of two through.
 */
export async function planShard(deps: PlanDeps, { issueId, shard, again }: PlanShard): Promise<void> {
  const issue = await deps.issues.get(issueId);
  if (!issue || !IN_WORK.includes(issue.state)) {
    return deps.report({ code: 'plan-dropped', issue: issueId, shard, state: issue?.state ?? 'unknown' });
  }
  const audience = (await deps.issues.audience(issueId, shard)) ?? (await freezeShard(deps, issue, shard));
  const rows = await rowsOf(deps.ledger, issueId, shard);
  const now = deps.clock.now();
  const missing = planMissing(audience, rows, { now, graceMs: deps.graceMs, again: again === true });
  await deps.issues.move(issueId, ['frozen'], { state: 'sending' });
  if (missing.length > 0) {
    await deps.deliveryQueue.send(chunkMessages({ issueId, shard }, missing, now.toISOString()));
  }
  deps.report({
    code: 'shard-planned',
    issue: issueId,
    shard,
    audience: audience.length,
    missing: missing.length,
  });
}

async function freezeShard(deps: PlanDeps, issue: Issue, shard: number): Promise<readonly AudienceEntry[]> {
  const languageFor = (wanted: string) => chromeLanguage(wanted, issue.languages, deps.newsletter.language);
  const entries = await audienceOf(deps.subscribers, issue, shard, languageFor);
  return deps.issues.freezeAudience(issue.id, shard, entries);
}

/** Every issue in work is closed when it is done, else planned anew, shard by shard. */
export async function planTick(deps: PlanDeps): Promise<void> {
  for await (const issue of deps.issues.list()) {
    if (!IN_WORK.includes(issue.state)) continue;
    if (await closeIfDone(deps, issue.id)) deps.report({ code: 'issue-closed', issue: issue.id });
    else await deps.planQueue.send(planMessages(issue.id));
  }
}

/** How far an issue is, from its frozen audience and its ledger. */
export interface IssueAccount extends Account {
  /** `true` once every shard's audience is frozen; before that `frozen` still grows. */
  readonly planned: boolean;
}

/**
 * Counts an issue shard by shard. Readers who left after the freeze count as excluded; that asks for the profile of
 * everybody who waits, so a progress display may switch it off with `readers: false`.
 */
export async function accountFor(
  deps: Omit<AccountDeps, 'issues'> & { readonly issues: Pick<Issues, 'audience'> },
  issueId: string,
  options: { readonly readers?: boolean } = {},
): Promise<IssueAccount> {
  let whole: IssueAccount = { ...EMPTY_ACCOUNT, planned: true };
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const part = await accountOfShard(deps, issueId, shard, options.readers ?? true);
    whole = { ...addAccounts(whole, part ?? EMPTY_ACCOUNT), planned: whole.planned && part !== undefined };
  }
  return whole;
}

/** Closes an issue in work when nobody waits and nothing is uncertain; returns what was written, else `undefined`. */
export async function closeIfDone(deps: AccountDeps, issueId: string): Promise<Accounting | undefined> {
  let whole = EMPTY_ACCOUNT;
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const part = await accountOfShard(deps, issueId, shard, true);
    if (!part || part.accounting.waiting > 0 || part.accounting.uncertain > 0) return undefined;
    whole = addAccounts(whole, part);
  }
  const { accounting } = whole;
  const closed = await deps.issues.move(issueId, IN_WORK, { state: 'closed', outcome: 'sent', accounting });
  return closed ? accounting : undefined;
}

/** `undefined` when the shard's audience was not frozen yet. */
async function accountOfShard(
  deps: Omit<AccountDeps, 'issues'> & { readonly issues: Pick<Issues, 'audience'> },
  issueId: string,
  shard: number,
  readers: boolean,
): Promise<Account | undefined> {
  const audience = await deps.issues.audience(issueId, shard);
  if (!audience) return undefined;
  const account = accountShard(audience, await rowsOf(deps.ledger, issueId, shard), deps.clock.now());
  return readers ? excludeMoved(account, await movedOf(deps.subscribers, account.untried)) : account;
}

async function movedOf(
  subscribers: Pick<Subscribers, 'getMany'>,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const moved = new Set<string>();
  for (let start = 0; start < ids.length; start += 100) {
    const page = ids.slice(start, start + 100);
    const found = await subscribers.getMany(page);
    for (const id of page) if (exclusionByState(found.get(id))) moved.add(id);
  }
  return moved;
}

async function rowsOf(ledger: Pick<Ledger, 'deliveries'>, issueId: string, shard: number) {
  const rows = new Map<string, Delivery>();
  for await (const row of ledger.deliveries(issueId, shard)) rows.set(row.subscriberId, row);
  return rows;
}
