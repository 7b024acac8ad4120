import { archiveIssue } from './archive/publish-archive.ts';
import type { CollectedBriefing } from './briefing/topic.ts';
import { planMessages } from './delivery/messages.ts';
import { composeIssue } from './issue/compose-issue.ts';
import { type FreezeDeps, freezeAndPlan, frozenBefore } from './issue/freeze-and-plan.ts';
import type { AudienceQuery, Issue, LeftOut, TakenBriefing } from './issue/issue.ts';
import { defaultName, nameFault } from './issue/issue-name.ts';
import type { Issues, Ledger } from './ports.ts';

export interface PublishNowDeps extends FreezeDeps {
  readonly issues: Pick<Issues, 'freeze' | 'get' | 'move'>;
  readonly ledger: Pick<Ledger, 'lastFeedback'>;
  /** SES's events reach this system by themselves, however late: they end doubts, and asking again does not. */
  readonly hearsByItself?: boolean;
  /** Milliseconds an unanswered send is left alone. */
  readonly graceMs: number;
}

export interface AdHocIssue {
  /** Default: the first 8 hex digits of the content's hash and the local date. */
  readonly name?: string;
  readonly collected: readonly CollectedBriefing[];
  /** What they were made from, for the record. */
  readonly briefings?: readonly TakenBriefing[];
  readonly audience: AudienceQuery;
  /** Wins over the subject that a briefing brings. */
  readonly subject?: string;
}

export type PublishNowResult =
  | { readonly kind: 'published'; readonly issue: Issue; readonly leftOut: readonly LeftOut[] }
  /** The same name with the same content: only what is missing is sent. `issue` as it was found. */
  | { readonly kind: 'repeated'; readonly issue: Issue; readonly leftOut: readonly LeftOut[] }
  /** `reason` is a sentence for the person: what is wrong and what to do. Nothing was written. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'no-topics'; readonly leftOut: readonly LeftOut[] };

/**
 * Publishes an issue outside the schedule (`briefwire send`). Repeating it under the same name sends what is missing,
 * also of a paused issue: the owner has asked for it.
 */
export async function publishNow(deps: PublishNowDeps, wanted: AdHocIssue): Promise<PublishNowResult> {
  const { newsletter, clock } = deps;
  const fault = wanted.name === undefined ? undefined : nameFault(wanted.name, newsletter.editions);
  if (fault) return { kind: 'refused', reason: fault };
  const now = clock.now();
  const composed = composeIssue({
    id: wanted.name ?? '',
    audience: wanted.audience,
    collected: wanted.collected,
    briefings: wanted.briefings ?? [],
    newsletter,
    now,
    ...(wanted.subject !== undefined && { subject: wanted.subject }),
  });
  const { leftOut } = composed;
  if (composed.kind !== 'composed') return { kind: 'no-topics', leftOut };
  const id = wanted.name ?? defaultName(composed.issue, now, newsletter.timeZone);
  const issue: Issue = { ...composed.issue, id };
  const known = await deps.issues.get(id);
  if (!known) {
    const frozen = await freezeAndPlan(deps, issue);
    if (frozen) return { kind: 'published', issue: frozen, leftOut };
  }
  const first = known ?? (await frozenBefore(deps, id));
  const reason = differenceOf(first, issue);
  if (reason) return { kind: 'refused', reason };
  await deps.issues.move(id, ['paused'], { state: 'sending' });
  if (first.state !== 'closed' && !first.ending) await archiveIssue(deps, first);
  if (first.state !== 'closed') await planAgain(deps, first);
  return { kind: 'repeated', issue: first, leftOut };
}

/** A grace up to this long is short enough to plan for; a longer one is over when the owner asks the next time. */
const SHORT_GRACE_MS = 60_000;

/**
 * Where SES reports nothing at all, as with a stand-in of SES, no event can ever end a doubt: then the owner's asking again
 * does, once the grace is over, for the doubts that they were told of. Whoever repeats a command that was killed was told of
 * none, and those wait for events. Where events come, they decide.
 */
async function planAgain(deps: PublishNowDeps, { id, frozenAt, doubtsToldAt }: Issue): Promise<void> {
  const { planQueue, ledger, graceMs, hearsByItself } = deps;
  const silent = !hearsByItself && ((await ledger.lastFeedback()) ?? '') < frozenAt;
  const again = silent && doubtsToldAt !== undefined ? { againUntil: doubtsToldAt } : undefined;
  await planQueue.send(planMessages(id, again));
  if (again && graceMs <= SHORT_GRACE_MS) {
    await planQueue.send(planMessages(id, again), { delaySeconds: Math.ceil(graceMs / 1000) + 1 });
  }
}

function differenceOf(first: Issue, second: Issue): string | undefined {
  const since = `since ${first.frozenAt.slice(0, 16).replace('T', ' ')} UTC`;
  if (first.contentHash !== second.contentHash) {
    return `An issue named ${first.id} exists ${since} with other content (topics, subject or preheader), and a frozen issue never changes. Send this one under another name, or the same content again.`;
  }
  if (audienceKey(first.audience) !== audienceKey(second.audience)) {
    return `An issue named ${first.id} exists ${since} for other readers, and its list is frozen. Send this one under another name.`;
  }
  return undefined;
}

function audienceKey(audience: AudienceQuery): string {
  return audience.kind === 'listed'
    ? JSON.stringify([...new Set(audience.subscriberIds)].sort())
    : // A table gives fields back in any order.
      JSON.stringify(audience, Object.keys(audience).sort());
}
