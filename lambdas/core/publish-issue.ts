import { createHash } from 'node:crypto';
import { archiveIssue } from './archive/publish-archive.ts';
import type { Edition, Newsletter } from './config.ts';
import type { DeliveryMessage, OwnerNotice } from './delivery/delivery.ts';
import { planMessages } from './delivery/messages.ts';
import { draftSlot } from './gate/draft-slot.ts';
import { releaseDraft } from './gate/release.ts';
import { composeSlot } from './issue/compose-slot.ts';
import { type FreezeDeps, freezeAndPlan, frozenBefore } from './issue/freeze-and-plan.ts';
import type { Issue } from './issue/issue.ts';
import { skippedNotice } from './issue/notices.ts';
import type { Collect } from './issue/read-inbox.ts';
import { nothingToTell } from './issue/read-slot.ts';
import { slotId } from './issue/slot.ts';
import { supersedeOlder } from './issue/supersede.ts';
import type { Issues, Queue, Report, Sources, Topics } from './ports.ts';

export interface PublishDeps extends FreezeDeps {
  readonly issues: Pick<
    Issues,
    'freeze' | 'get' | 'head' | 'latestOf' | 'toldSince' | 'heads' | 'move' | 'draft' | 'decide' | 'draftsOf'
  >;
  readonly sources: Pick<Sources, 'inbox' | 'read'>;
  readonly topics: Pick<Topics, 'between'>;
  readonly deliveryQueue: Queue<DeliveryMessage>;
  readonly collect: Collect;
  readonly report: Report;
}

export interface SlotResult {
  /**
   * `repeated`: this slot was handled before; its messages went out again, in case they were lost. `waiting`: a draft that its
   * editor has to approve, or had too little time to stop.
   */
  readonly kind: 'published' | 'skipped' | 'repeated' | 'waiting';
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
  const id = slotId(edition.id, slot.at, edition.timeZone ?? deps.newsletter.timeZone);
  const known = await deps.issues.get(id);
  if (known && known.state !== 'draft') return repeat(deps, known);
  const gated =
    edition.approval === 'none' && !known ? undefined : await passGate(deps, edition, slot.at, known);
  if (gated) return gated;

  const previous = await deps.issues.latestOf(edition.id);
  if (previous && previous.id > id) {
    return freezeSkipped(deps, emptySlot(deps, edition, id), `the newer slot ${previous.id} has run already`);
  }
  const { composed, reading } = await composeSlot(deps, edition, { id, at: slot.at }, previous);
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

/** What becomes of a slot whose edition asks an editor; `undefined`: there is nothing to ask about. */
async function passGate(
  deps: PublishDeps,
  edition: Edition,
  at: Date,
  known: Issue | undefined,
): Promise<SlotResult | undefined> {
  if (!known) {
    const draft = await draftSlot(deps, edition, at);
    return draft && { kind: 'waiting', issue: draft };
  }
  const { kind, issue } = await releaseDraft(deps, known.id);
  if (kind === 'released') return { kind: 'published', issue };
  if (kind === 'stopped') return { kind: 'skipped', issue };
  if (kind === 'gone') return repeat(deps, issue);
  return { kind: 'waiting', issue };
}

async function tell(deps: PublishDeps, notice: OwnerNotice): Promise<void> {
  await deps.deliveryQueue.send([{ kind: 'notice', ...notice }]);
}
