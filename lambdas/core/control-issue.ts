import { type ArchiveDeps, unarchiveIssue } from './archive/publish-archive.ts';
import type { PlanShard } from './delivery/delivery.ts';
import { planMessages } from './delivery/messages.ts';
import type { IssueHead, IssueState } from './issue/issue.ts';
import type { Issues, Queue } from './ports.ts';

export interface ControlDeps {
  readonly issues: Pick<Issues, 'head' | 'move'>;
  readonly planQueue: Pick<Queue<PlanShard>, 'send'>;
}

export type Controlled =
  | { readonly kind: 'done'; readonly issue: IssueHead }
  /** It is so already; nothing was written. */
  | { readonly kind: 'already'; readonly issue: IssueHead }
  /** `reason` is a sentence for the owner: why not, and what to do. */
  | { readonly kind: 'refused'; readonly reason: string };

const OPEN: readonly IssueState[] = ['frozen', 'sending'];

/** Stops an issue. Senders look at its state at least every 2 s, so the last mail is gone within 5 s. */
export async function pauseIssue(deps: ControlDeps, id: string): Promise<Controlled> {
  const issue = await deps.issues.head(id);
  if (issue?.state === 'paused') return { kind: 'already', issue };
  if (!issue || !OPEN.includes(issue.state)) return refusal(id, issue, 'paused');
  const reason = 'The owner paused it.';
  const moved = await deps.issues.move(id, OPEN, { state: 'paused', reason });
  return moved ? done(deps, id) : refusal(id, await deps.issues.head(id), 'paused');
}

/** Lets a paused issue go on: what is missing is planned at once. */
export async function resumeIssue(deps: ControlDeps, id: string): Promise<Controlled> {
  const issue = await deps.issues.head(id);
  if (issue && OPEN.includes(issue.state)) return { kind: 'already', issue };
  if (issue?.state !== 'paused') return refusal(id, issue, 'resumed');
  if (!(await deps.issues.move(id, ['paused'], { state: 'sending' }))) {
    return refusal(id, await deps.issues.head(id), 'resumed');
  }
  await deps.planQueue.send(planMessages(id));
  return done(deps, id);
}

/**
 * Ends an issue: who has it keeps it, nobody else gets it, and its page leaves the archive. It closes when nobody is at a mail
 * of it any more.
 */
export async function cancelIssue(deps: ControlDeps & ArchiveDeps, id: string): Promise<Controlled> {
  const issue = await deps.issues.head(id);
  if (issue?.ending) {
    if (issue.ending.outcome === 'cancelled') await unarchiveIssue(deps, id);
    return { kind: 'already', issue };
  }
  const from: readonly IssueState[] = [...OPEN, 'paused'];
  if (!issue || !from.includes(issue.state)) return refusal(id, issue, 'cancelled');
  const ending = { outcome: 'cancelled', reason: 'the owner cancelled it.' } as const;
  if (!(await deps.issues.move(id, from, { state: 'sending', ending }))) {
    return refusal(id, await deps.issues.head(id), 'cancelled');
  }
  await unarchiveIssue(deps, id);
  await deps.planQueue.send(planMessages(id));
  return done(deps, id);
}

/**
 * Plans anew what is missing, also of an issue that is paused or closed as sent. `uncertain`: the owner takes the risk of a
 * second copy, and doubts older than the grace are tried again whatever the policy.
 */
export async function resendMissing(
  deps: ControlDeps,
  id: string,
  { uncertain }: { readonly uncertain: boolean },
): Promise<Controlled> {
  const issue = await deps.issues.head(id);
  if (!issue || issue.ending || (issue.state === 'closed' && issue.outcome !== 'sent')) {
    return refusal(id, issue, 'sent again');
  }
  if (!OPEN.includes(issue.state)) {
    const reopened = (issue.reopened ?? 0) + 1;
    const moved = await deps.issues.move(id, [issue.state], { state: 'sending', reopened });
    if (!moved) return refusal(id, await deps.issues.head(id), 'sent again');
  }
  await deps.planQueue.send(planMessages(id, uncertain ? { again: true } : {}));
  return done(deps, id);
}

async function done(deps: ControlDeps, id: string): Promise<Controlled> {
  const issue = await deps.issues.head(id);
  if (!issue) throw new Error(`issue ${id} is gone after it was moved`);
  return { kind: 'done', issue };
}

function refusal(id: string, issue: IssueHead | undefined, what: string): Controlled {
  if (!issue) {
    return { kind: 'refused', reason: `There is no issue ${id}: \`briefwire issues list\` shows them.` };
  }
  const state = issue.state === 'closed' ? `closed (${issue.outcome})` : issue.state;
  return { kind: 'refused', reason: `Issue ${id} is ${state} and cannot be ${what}.` };
}
