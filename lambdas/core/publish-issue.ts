import { createHash } from 'node:crypto';
import { type ArchiveDeps, archiveIssue } from './archive/publish-archive.ts';
import type { Edition, Newsletter } from './config.ts';
import type { DeliveryMessage, OwnerNotice, PlanShard } from './delivery/delivery.ts';
import { planMessages } from './delivery/messages.ts';
import { composeIssue } from './issue/compose-issue.ts';
import { nextSlot } from './issue/due.ts';
import type { Issue } from './issue/issue.ts';
import { skippedNotice, unreadableNotice } from './issue/notices.ts';
import type { Collect } from './issue/read-inbox.ts';
import { nothingToTell, readSlot } from './issue/read-slot.ts';
import { slotId } from './issue/slot.ts';
import { supersedeOlder } from './issue/supersede.ts';
import { compileSkeleton } from './mail/compile-skeleton.ts';
import { languagesAvailable } from './mail/locale.ts';
import type { Clock, Issues, Queue, Report, Sources, Topics } from './ports.ts';

/** What it takes to freeze an issue and to start its delivery. */
export interface FreezeDeps extends ArchiveDeps {
  readonly issues: Pick<Issues, 'freeze' | 'get'>;
  readonly planQueue: Queue<PlanShard>;
  readonly clock: Pick<Clock, 'now'>;
}

export interface PublishDeps extends FreezeDeps {
  readonly issues: Pick<Issues, 'freeze' | 'get' | 'latestOf' | 'toldSince' | 'heads' | 'move'>;
  readonly sources: Pick<Sources, 'inbox' | 'read'>;
  readonly topics: Pick<Topics, 'between'>;
  readonly deliveryQueue: Queue<DeliveryMessage>;
  readonly collect: Collect;
  readonly report: Report;
}

export interface SlotResult {
  /** `repeated`: this slot was handled before; its messages went out again, in case they were lost. */
  readonly kind: 'published' | 'skipped' | 'repeated';
  readonly issue: Issue;
}

/**
 * Handles one firing of an edition's cron: the briefings that wait become a frozen issue, or the slot is skipped and the
 * owner told. Firing a slot twice, also at the same time, makes one issue. Throws on an edition that the config does not
 * have, and when templates cannot be rendered: then nothing is frozen and the slot can be fired again.
 */
export async function publishSlot(
  deps: PublishDeps,
  slot: { readonly edition: string; readonly at: Date },
): Promise<SlotResult> {
  const edition = editionOf(deps.newsletter, slot.edition);
  const { cron, timeZone = deps.newsletter.timeZone } = edition;
  const id = slotId(edition.id, slot.at, timeZone);
  const known = await deps.issues.get(id);
  if (known) return repeat(deps, known);

  const previous = await deps.issues.latestOf(edition.id);
  if (previous && previous.id > id) {
    return freezeSkipped(deps, emptySlot(deps, edition, id), `the newer slot ${previous.id} has run already`);
  }
  const reading = await readSlot(deps, edition, previous);
  // Told before anything is frozen: after a death in between, the next try tells it again (and it is mailed once).
  for (const { unreadable, ...entry } of reading.waiting) {
    if (unreadable) await tell(deps, unreadableNotice(edition, entry, unreadable));
  }
  const nextSlotAt = nextSlot({ cron, timeZone }, slot.at);
  const composed = composeIssue({
    id,
    edition,
    audience: { kind: 'edition', edition: edition.id },
    collected: reading.collected,
    told: reading.told,
    ...reading.handOn,
    newsletter: deps.newsletter,
    now: deps.clock.now(),
    ...(nextSlotAt && { nextSlotAt }),
  });
  const { leftOut } = composed;
  if (composed.kind === 'too-few') {
    return freezeSkipped(deps, { ...emptySlot(deps, edition, id), ...goneOnFrom(previous) }, composed.reason);
  }
  if (leftOut.length > 0) deps.report({ code: 'topics-left-out', issue: id, topics: leftOut });
  if (composed.kind === 'no-topics') {
    const reasons = leftOut.map((each) => each.reason);
    const why = nothingToTell(reading, reasons, deps.newsletter.sources.length);
    const empty = { ...emptySlot(deps, edition, id), ...reading.handOn };
    const missing = reading.collected.length === 0 || !edition.skipIfEmpty;
    // An alarm listens for this code.
    if (missing && edition.withoutBriefing === 'fail') deps.report({ code: 'briefing-missing', issue: id });
    return freezeSkipped(deps, leftOut.length > 0 ? { ...empty, leftOut } : empty, why);
  }
  const issue = await freezeAndPlan(deps, composed.issue);
  if (!issue) return repeat(deps, await frozenBefore(deps, id));
  await supersedeOlder(deps.issues, issue);
  deps.report({ code: 'issue-frozen', issue: id, topics: issue.topics.length, languages: issue.languages });
  return { kind: 'published', issue };
}

/** What waits on: the next slot goes on from where the last one that took something did. */
function goneOnFrom(previous: Issue | undefined): Pick<Issue, 'briefings' | 'inboxCutoff' | 'topicsCutoff'> {
  const { briefings = [], inboxCutoff, topicsCutoff } = previous ?? {};
  return {
    briefings,
    ...(inboxCutoff !== undefined && { inboxCutoff }),
    ...(topicsCutoff !== undefined && { topicsCutoff }),
  };
}

function editionOf(newsletter: Newsletter, id: string): Edition {
  const found = newsletter.editions.find((each) => each.id === id);
  if (found) return found;
  const known = newsletter.editions.map((each) => each.id).join(', ');
  throw new Error(`no edition ${JSON.stringify(id)} in newsletter.config.ts (it has ${known}); deploy again`);
}

/** Renders, freezes, queues; `undefined` when an issue of that id was there before, which is then left as it is. */
export async function freezeAndPlan(deps: FreezeDeps, composed: Issue): Promise<Issue | undefined> {
  const issue = { ...composed, languages: languagesAvailable(deps.templates) };
  const skeletons = await Promise.all(
    issue.languages.map((language) => compileSkeleton(issue, language, deps.newsletter, deps.templates)),
  );
  if ((await deps.issues.freeze(issue, skeletons)) === 'exists') return undefined;
  // Before the first mail, which links to the page.
  await archiveIssue(deps, issue);
  await deps.planQueue.send(planMessages(issue.id));
  return issue;
}

/** The issue that was there first. */
export async function frozenBefore(deps: Pick<FreezeDeps, 'issues'>, id: string): Promise<Issue> {
  const issue = await deps.issues.get(id);
  if (issue) return issue;
  throw new Error(`issue ${id} was there when it was to be frozen, and cannot be read now`);
}

/** A death between freezing and queueing loses nothing: whoever fires the slot again queues again. */
async function repeat(deps: PublishDeps, issue: Issue): Promise<SlotResult> {
  if (issue.state === 'frozen' || issue.state === 'sending') {
    if (!issue.ending) await archiveIssue(deps, issue);
    await deps.planQueue.send(planMessages(issue.id));
    await supersedeOlder(deps.issues, issue);
  } else if (issue.outcome === 'skipped') {
    await tell(deps, skippedNotice(issue));
  }
  deps.report({ code: 'slot-repeated', issue: issue.id, state: issue.state });
  return { kind: 'repeated', issue };
}

async function freezeSkipped(deps: PublishDeps, slot: Issue, why: string): Promise<SlotResult> {
  const issue: Issue = { ...slot, reason: `Skipped: ${why}.` };
  if ((await deps.issues.freeze(issue, [])) === 'exists') {
    return repeat(deps, await frozenBefore(deps, issue.id));
  }
  await tell(deps, skippedNotice(issue));
  deps.report({ code: 'slot-skipped', issue: issue.id, why });
  return { kind: 'skipped', issue };
}

function emptySlot(deps: PublishDeps, edition: Edition, id: string): Issue {
  return {
    id,
    edition: edition.id,
    state: 'closed',
    outcome: 'skipped',
    audience: { kind: 'edition', edition: edition.id },
    topics: [],
    language: deps.newsletter.language,
    contentHash: createHash('sha256').update(id).digest('hex'),
    frozenAt: deps.clock.now().toISOString(),
    briefings: [],
    languages: [],
  };
}

async function tell(deps: PublishDeps, notice: OwnerNotice): Promise<void> {
  await deps.deliveryQueue.send([{ kind: 'notice', ...notice }]);
}
