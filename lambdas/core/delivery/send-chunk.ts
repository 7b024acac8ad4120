import pLimit from 'p-limit';
import type { IssueHead } from '../issue/issue.ts';
import type { Clock, Issues, SendQuota, Subscribers } from '../ports.ts';
import type { ObservedCall } from './call-window.ts';
import type { AudienceEntry, Chunk } from './delivery.ts';
import { exclusionByState } from './exclusion.ts';
import type { Hold, LeftOver } from './hold.ts';
import type { Pace } from './pacer.ts';
import { quotaHold, quotaLeft } from './quota.ts';
import { exclude, LEFT, type SendOneDeps, type Sent, sendOne } from './send-one.ts';
import type { SkeletonOf } from './skeletons.ts';
import { watchIssue } from './watch-issue.ts';

export interface SendChunkDeps extends SendOneDeps {
  readonly subscribers: Pick<Subscribers, 'getMany'>;
  readonly skeletonOf: SkeletonOf;
  readonly issues: Pick<Issues, 'head'>;
  readonly pace: Pace;
  readonly clock: Clock;
}

/** The run that works on a chunk. */
export interface Run {
  /** Milliseconds until the process is stopped. */
  remainingMs(): number;
}

export interface ChunkResult extends LeftOver {
  readonly counts: Readonly<Record<Sent['kind'], number>>;
}

/** The longest a call to SES and the settling after it take; none is started that could not end in time. */
export const SEND_BUDGET_MS = 15_000;
/** A claim waits for its turn no longer than this: its lease must outlast the wait and the call. */
const LONGEST_TURN_MS = 15_000;
/** The store may take its time over lease and issue; a claim that has waited this long is taken back instead. */
const LONGEST_WAIT_MS = 20_000;

/** What an outcome says about SES. */
function answerOf(sent: Sent): ObservedCall['answer'] {
  if (sent.kind === 'uncertain') return 'doubt';
  if (sent.kind !== 'held') return 'clear';
  return sent.hold.kind === 'throttled' ? 'throttled' : 'closed';
}

/** A silent SES must not take the whole list into doubt. */
function restOf(deps: SendChunkDeps): Hold | undefined {
  return deps.clock.now().getTime() < deps.pace.restsUntil()
    ? { kind: 'doubtful', detail: 'SES has left the last calls unanswered' }
    : undefined;
}

const LATE: Hold = { kind: 'deadline', detail: 'the time of this run is up' };
const CROWDED: Hold = {
  kind: 'throttled',
  detail: `other senders have every turn of the next ${LONGEST_TURN_MS / 1000} s`,
};

/**
 * Sends a chunk, several calls at once, in step with the rate. Stops at the first answer that says that others will
 * fare no better, and when the issue is paused or cancelled. A fault of ledger or store is thrown after the calls under
 * way have ended.
 */
export async function sendChunk(
  deps: SendChunkDeps,
  issue: IssueHead,
  chunk: Chunk,
  quota: SendQuota,
  run: Run,
): Promise<ChunkResult> {
  const perSecond = quota.maxPerSecond;
  const recipients = chunk.recipients.slice(0, quotaLeft(quota));
  const stopped = watchIssue(deps.issues, issue.id, deps.clock);
  const [readers, stop] = await Promise.all([
    deps.subscribers.getMany(recipients.map((each) => each.subscriberId)),
    stopped(),
  ]);
  const counts = { accepted: 0, failed: 0, uncertain: 0, taken: 0, excluded: 0, held: 0 };
  const back: AudienceEntry[] = chunk.recipients.slice(recipients.length);
  const doubts: AudienceEntry[] = [];
  const faults: unknown[] = [];
  let hold = stop ?? restOf(deps);
  /** Recipients who were taken up; the others may all want a turn yet. */
  let begun = 0;

  const now = () => deps.clock.now().getTime();
  /** Milliseconds that a call can still wait for its turn. */
  const spare = () => run.remainingMs() - SEND_BUDGET_MS;

  async function turn(): Promise<Hold | undefined> {
    if (hold) return hold;
    const asked = now();
    const late = spare() < LONGEST_TURN_MS ? LATE : CROWDED;
    const latest = asked + Math.min(spare(), LONGEST_TURN_MS);
    const start = await deps.pace.next({ perSecond, latest, wanted: 1 + recipients.length - begun });
    if (start === undefined) return late;
    const wait = start - now();
    if (wait > 0) await deps.clock.sleep(wait);
    hold ??= await stopped();
    return hold ?? (now() - asked > LONGEST_WAIT_MS ? late : undefined);
  }

  /** A claim is taken back also where lease or issue cannot be read; the fault is thrown at the end. */
  async function turnOrFault(): Promise<Hold | undefined> {
    try {
      return await turn();
    } catch (fault) {
      faults.push(fault);
      return LATE;
    }
  }

  function note(entry: AudienceEntry, sent: Sent): void {
    counts[sent.kind] += 1;
    if (sent.kind === 'uncertain') doubts.push(entry);
    if (sent.kind === 'held') {
      hold ??= sent.hold.kind === 'quota' ? quotaHold(quota) : sent.hold;
      // A later attempt's claim turns back into the doubt it came from, which starts its grace anew.
      (sent.attempt > 1 ? doubts : back).push(entry);
    }
  }

  async function one(entry: AudienceEntry): Promise<void> {
    begun += 1;
    if (spare() < 0) hold ??= LATE;
    if (hold || faults.length > 0) {
      back.push(entry);
      return;
    }
    const reader = readers.get(entry.subscriberId);
    const reason = exclusionByState(reader);
    if (!reader || reason) {
      const about = { issueId: issue.id, shard: chunk.shard, entry, ...(chunk.retry && { retry: true }) };
      return note(entry, await exclude(deps, about, reason ?? 'not-found', LEFT));
    }
    const skeleton = await deps.skeletonOf(issue, entry.language);
    const began = now();
    let waited = 0;
    let called = false;
    const about = { issueId: issue.id, shard: chunk.shard, entry, reader, skeleton };
    const recipient = { ...about, ...(chunk.retry && { retry: true }) };
    const sent = await sendOne(deps, recipient, async () => {
      const asked = now();
      const held = await turnOrFault();
      waited = now() - asked;
      called = held === undefined;
      return held;
    });
    note(entry, sent);
    if (!called || (sent.kind === 'held' && sent.hold.kind === 'deadline')) return;
    const at = now();
    await deps.pace.observe({ at, ms: at - began - waited, answer: answerOf(sent) });
    hold ??= restOf(deps);
    limit.concurrency = deps.pace.atOnce(perSecond);
  }

  const limit = pLimit(deps.pace.atOnce(perSecond));
  await Promise.all(
    recipients.map((entry) => limit(() => one(entry).catch((fault: unknown) => void faults.push(fault)))),
  );
  if (faults.length > 0) {
    throw new Error(`issue ${issue.id}, shard ${chunk.shard}: ${faults.length} recipients were not settled`, {
      cause: faults[0],
    });
  }
  if (!hold && back.length > 0) hold = quotaHold(quota);
  return { counts, back, doubts, ...(hold && { hold }) };
}
