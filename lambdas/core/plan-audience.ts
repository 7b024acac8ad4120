import { type DoubtRules, rowsOf, rulesFor } from './delivery/account.ts';
import { frozenParts } from './delivery/audience-parts.ts';
import { type CloseDeps, closeWhenCounted } from './delivery/close-issue.ts';
import type { AudiencePart, Delivery, DeliveryMessage, PlanShard } from './delivery/delivery.ts';
import { chunkMessages, planMessages } from './delivery/messages.ts';
import { type PartPlan, planMissing } from './delivery/plan-missing.ts';
import type { StandingRules } from './delivery/standing.ts';
import { addTallies, EMPTY_TALLY, shardsToPlan } from './delivery/tally.ts';
import type { Issue, IssueHead } from './issue/issue.ts';
import { chromeLanguage } from './mail/locale.ts';
import type { Clock, Issues, Ledger, Queue, Report, Subscribers } from './ports.ts';

export interface PlanDeps extends CloseDeps, DoubtRules {
  readonly issues: Issues;
  readonly ledger: Pick<Ledger, 'deliveries' | 'settle' | 'lastFeedback' | 'counters'>;
  readonly subscribers: Pick<Subscribers, 'activeReaders' | 'getMany'>;
  readonly planQueue: Queue<PlanShard>;
  readonly deliveryQueue: Queue<DeliveryMessage>;
  readonly newsletter: DoubtRules['newsletter'] & { readonly language: string };
  readonly clock: Pick<Clock, 'now'>;
  readonly report: Report;
}

/** The run that plans. */
export interface PlanRun {
  /** Milliseconds until the process is stopped. */
  remainingMs(): number;
}

/** What is left of a run when it hands the next part on: a part takes a second or so. */
const MARGIN_MS = 30_000;
/** Between two ticks in AWS; who becomes due before the next one gets a delayed chunk. SQS delays 15 minutes at most. */
const TICK_MS = 900_000;
/** With more messages than this on their way a tick plans no chunk twice: these readers are being sent to. */
const BUSY_MESSAGES = 20;
const SECOND_MS = 1_000;

const IN_WORK: readonly Issue['state'][] = ['frozen', 'sending'];

/**
 * Plans what is missing of one shard, part by part: freezes the audience at the first time, puts everybody who needs a
 * mail into chunks, ends doubts by the policy, counts, and closes the issue when it was the last one open. Repeating it is
 * harmless: a claim lets one message of two through.
 */
export async function planShard(
  deps: PlanDeps,
  message: PlanShard,
  run: PlanRun = { remainingMs: () => Number.POSITIVE_INFINITY },
): Promise<void> {
  const { issueId, shard } = message;
  const issue = await deps.issues.get(issueId);
  if (!issue || !IN_WORK.includes(issue.state)) {
    return deps.report({ code: 'plan-dropped', issue: issueId, shard, state: issue?.state ?? 'unknown' });
  }
  await deps.issues.move(issueId, ['frozen'], { state: 'sending' });
  const rules = { ...(await rulesFor(deps, issue)), ...askedFor(message) };
  const languageFor = (wanted: string) => chromeLanguage(wanted, issue.languages, deps.newsletter.language);
  let tally = message.tally ?? EMPTY_TALLY;
  let missing = 0;
  for await (const { part, content } of frozenParts(deps, { issue, shard, languageFor }, message.part)) {
    const planned = await planPart(deps, message, content, rules);
    // The others of the part are on their way in chunks of their own; one doubt must not put them there again.
    const plan = message.only ? { ...planned, missing: [] } : planned;
    await sendChunks(deps, { issueId, shard, part }, plan, rules.now);
    tally = addTallies(tally, plan.tally);
    missing += plan.missing.length + plan.retry.length;
    if (message.only) break;
    if (!content.last && run.remainingMs() < MARGIN_MS) {
      await deps.planQueue.send([{ ...message, part: part + 1, tally }]);
      return deps.report({ code: 'shard-handed-on', issue: issueId, shard, part: part + 1, missing });
    }
  }
  const { frozen } = tally.accounting;
  deps.report({ code: 'shard-planned', issue: issueId, shard, audience: frozen, missing });
  if (message.only || message.after !== undefined) return;
  await deps.issues.saveTally(issueId, shard, { ...tally, generation: issue.reopened ?? 0 });
  if (tally.open === 0) await closeWhenCounted(deps, issue);
}

function askedFor({ after, until, again, againUntil }: PlanShard): Partial<StandingRules> {
  return {
    ...(after !== undefined && { after }),
    ...(until !== undefined && { until }),
    ...(again && { again }),
    ...(againUntil !== undefined && { againUntil }),
  };
}

/** The ledger turns it into "accepted" where SES is known to have the reader's mail. */
const LEASE_ENDED = {
  state: 'uncertain',
  code: 'lease-ended',
  detail: 'The sender stopped before it wrote down what SES had said.',
} as const;

/** A later wave has no rows yet and needs no look at the ledger; doubts that are given up are written down first. */
async function planPart(
  deps: PlanDeps,
  { issueId, shard, after }: PlanShard,
  part: AudiencePart,
  rules: Omit<StandingRules, 'allReported'>,
): Promise<PartPlan> {
  const rows: Map<string, Delivery> =
    after === undefined ? await rowsOf(deps.ledger, issueId, shard, part) : new Map();
  const plan = planMissing(part, rows, rules);
  for (const row of plan.proven) {
    const key = { issueId, shard, subscriberId: row.subscriberId, attempt: row.attempt };
    await deps.ledger.settle(key, LEASE_ENDED, rules.now.toISOString());
  }
  if (plan.giveUp.length === 0) return plan;
  const unknown = {
    state: 'failed',
    code: 'unknown',
    detail: 'SES did not answer and reported nothing; by the policy "never" it is not tried again.',
  } as const;
  for (const row of plan.giveUp) {
    const key = { issueId, shard, subscriberId: row.subscriberId, attempt: row.attempt };
    const settled = await deps.ledger.settle(key, unknown, rules.now.toISOString());
    if (settled) rows.set(row.subscriberId, { ...row, ...unknown });
  }
  return planMissing(part, rows, rules);
}

/** Who is due later gets a chunk that becomes visible then. */
async function sendChunks(
  { deliveryQueue }: Pick<PlanDeps, 'deliveryQueue'>,
  part: { readonly issueId: string; readonly shard: number; readonly part: number },
  { missing, retry }: PartPlan,
  now: Date,
): Promise<void> {
  const plannedAt = now.toISOString();
  const waves = Map.groupBy(missing, ({ dueAt }) =>
    Math.max(0, Math.ceil((Date.parse(dueAt ?? plannedAt) - now.getTime()) / SECOND_MS)),
  );
  for (const [delaySeconds, recipients] of waves) {
    await deliveryQueue.send(chunkMessages(part, recipients, plannedAt), { delaySeconds });
  }
  if (retry.length > 0) await deliveryQueue.send(chunkMessages({ ...part, retry: true }, retry, plannedAt));
}

/**
 * Looks after every issue in work: all of what is missing while the queues are at rest, else only who becomes due before
 * the next tick, so that no reader has two chunks on their way.
 */
export async function planTick(deps: PlanDeps): Promise<void> {
  const now = deps.clock.now();
  const until = new Date(now.getTime() + TICK_MS).toISOString();
  const depth = (await deps.deliveryQueue.depth()) + (await deps.planQueue.depth());
  for await (const issue of deps.issues.heads()) {
    if (!IN_WORK.includes(issue.state) || (issue.waitUntil ?? '') > now.toISOString()) continue;
    const asked = depth <= BUSY_MESSAGES ? { until } : laterWave(issue, now, until);
    if (!asked) continue;
    const shards = await shardsOf(deps, issue, until);
    if (shards?.length === 0) continue;
    await deps.planQueue.send(
      planMessages(issue.id, asked).filter(({ shard }) => shards?.includes(shard) ?? true),
    );
    await deps.issues.move(issue.id, [issue.state], { state: issue.state, plannedUntil: until });
  }
}

/** Between two waves nothing needs to be read of a list, however long it is; in a wave, of its other shards. */
async function shardsOf(deps: Pick<PlanDeps, 'issues'>, issue: IssueHead, until: string) {
  if (issue.state !== 'sending' || issue.ending) return undefined;
  return shardsToPlan(await deps.issues.tallies(issue.id), issue.reopened ?? 0, until);
}

/** `undefined` while the waves up to a minute from now are planned already. */
function laterWave(
  issue: IssueHead,
  now: Date,
  until: string,
): { readonly after: string; readonly until: string } | undefined {
  const after = issue.plannedUntil ?? issue.frozenAt;
  const soon = new Date(now.getTime() + 60 * SECOND_MS).toISOString();
  return after < soon ? { after, until } : undefined;
}
