import pLimit from 'p-limit';
import type { IssueHead } from '../issue/issue.ts';
import type { Clock, SendQuota, Subscribers } from '../ports.ts';
import type { AudienceEntry, Chunk } from './delivery.ts';
import { exclusionByState } from './freeze-audience.ts';
import type { Hold, LeftOver } from './hold.ts';
import type { ObservedCall, Pace } from './pacer.ts';
import { exclude, LEFT, type SendOneDeps, type Sent, sendOne } from './send-one.ts';
import type { SkeletonOf } from './skeletons.ts';

export interface SendChunkDeps extends SendOneDeps {
  readonly subscribers: Pick<Subscribers, 'getMany'>;
  readonly skeletonOf: SkeletonOf;
  readonly pace: Pace;
  /** How many senders share the account's rate; each takes its part. */
  readonly senders: number;
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
/** Calls a second. No account has less than one; a turn at this rate still comes in time. */
const SLOWEST = 0.1;

/** What an outcome says about SES; nothing when it was not called. */
function answerOf(sent: Sent): ObservedCall['answer'] | undefined {
  if (sent.kind === 'accepted' || sent.kind === 'failed') return 'clear';
  if (sent.kind === 'uncertain') return 'doubt';
  const called = sent.kind === 'held' && sent.hold.kind !== 'deadline' && sent.hold.kind !== 'doubtful';
  return called ? 'closed' : undefined;
}

/** A silent SES must not take the whole list into doubt. */
function restOf(deps: SendChunkDeps): Hold | undefined {
  return deps.clock.now().getTime() < deps.pace.restsUntil()
    ? { kind: 'doubtful', detail: 'SES has left the last calls unanswered' }
    : undefined;
}

/** How many more mails today's quota allows; SES writes an unlimited one as -1. */
export function quotaLeft(quota: SendQuota): number {
  if (quota.max24Hour < 0) return Number.POSITIVE_INFINITY;
  return Math.max(0, Math.floor(quota.max24Hour - quota.sentLast24Hours));
}

/**
 * Sends a chunk, several calls at once, in step with the rate. Stops at the first answer that says that others will
 * fare no better. A fault of ledger or store is thrown after the calls under way have ended.
 */
export async function sendChunk(
  deps: SendChunkDeps,
  issue: IssueHead,
  chunk: Chunk,
  quota: SendQuota,
  run: Run,
): Promise<ChunkResult> {
  const perSecond = Math.max(quota.maxPerSecond / deps.senders, SLOWEST);
  const allowed = quotaLeft(quota);
  const recipients = chunk.recipients.slice(0, allowed);
  const readers = await deps.subscribers.getMany(recipients.map((each) => each.subscriberId));
  const counts = { accepted: 0, failed: 0, uncertain: 0, taken: 0, excluded: 0, held: 0 };
  const back: AudienceEntry[] = chunk.recipients.slice(recipients.length);
  const doubts: AudienceEntry[] = [];
  const faults: unknown[] = [];
  let hold = restOf(deps);

  /** Milliseconds that a call can still wait for its turn. */
  const spare = () => run.remainingMs() - SEND_BUDGET_MS;
  const late: Hold = { kind: 'deadline', detail: 'the time of this run is up' };

  async function turn(): Promise<Hold | undefined> {
    if (hold) return hold;
    const now = deps.clock.now().getTime();
    const start = await deps.pace.next(now, perSecond, now + Math.min(spare(), LONGEST_TURN_MS));
    if (start === undefined) return late;
    if (start > now) await deps.clock.sleep(start - now);
    return hold;
  }

  function note(entry: AudienceEntry, sent: Sent): void {
    counts[sent.kind] += 1;
    if (sent.kind === 'uncertain') doubts.push(entry);
    if (sent.kind === 'held') {
      hold ??= sent.hold;
      // A later attempt's claim turns back into the doubt it came from, which starts its grace anew.
      (sent.attempt > 1 ? doubts : back).push(entry);
    }
  }

  async function one(entry: AudienceEntry): Promise<void> {
    if (spare() < 0) hold ??= late;
    if (hold || faults.length > 0) {
      back.push(entry);
      return;
    }
    const reader = readers.get(entry.subscriberId);
    const reason = exclusionByState(reader);
    if (!reader || reason) {
      const about = { issueId: issue.id, shard: chunk.shard, entry };
      return note(entry, await exclude(deps, about, reason ?? 'not-found', LEFT));
    }
    const skeleton = await deps.skeletonOf(issue, entry.language);
    let started = 0;
    const about = { issueId: issue.id, shard: chunk.shard, entry, reader, skeleton };
    const recipient = { ...about, ...(chunk.retry && { retry: true }) };
    const sent = await sendOne(deps, recipient, async () => {
      const stop = await turn();
      started = deps.clock.now().getTime();
      return stop;
    });
    note(entry, sent);
    const answer = answerOf(sent);
    if (!answer) return;
    const at = deps.clock.now().getTime();
    deps.pace.observe({ at, ms: at - started, answer });
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
  if (!hold && back.length > 0)
    hold = { kind: 'quota', detail: 'today’s quota of the SES account is used up' };
  return { counts, back, doubts, ...(hold && { hold }) };
}
