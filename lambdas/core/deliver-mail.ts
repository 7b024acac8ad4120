import type { Chunk, DeliveryMessage, PlanShard } from './delivery/delivery.ts';
import { type Hold, sendAnew, withoutAddresses } from './delivery/hold.ts';
import { deliverNotice, type NoticeDeps } from './delivery/owner-notice.ts';
import { type ChunkResult, type Run, type SendChunkDeps, sendChunk } from './delivery/send-chunk.ts';
import { isStale } from './delivery/standing.ts';
import { stopOf } from './delivery/watch-issue.ts';
import type { IssueHead } from './issue/issue.ts';
import {
  type Clock,
  type Issues,
  type Mailer,
  MailerUnavailable,
  type Queue,
  type SendQuota,
} from './ports.ts';

export interface DeliverDeps extends SendChunkDeps, NoticeDeps {
  readonly issues: Pick<Issues, 'head' | 'move' | 'skeleton'>;
  readonly ledger: SendChunkDeps['ledger'] & NoticeDeps['ledger'];
  readonly planQueue: Pick<Queue<PlanShard>, 'send'>;
  readonly mailer: Mailer;
  readonly clock: Clock;
  /** 0 … 1, by chance. */
  readonly random: () => number;
}

/**
 * Works off one message of the delivery queue. Resolves when everything about it is written down, also when SES is
 * closed: then the rest is on the queue again as a new message. Throws on faults of ledger, store or queue; the message
 * comes back then, and the claims keep it from sending anything twice.
 */
export async function deliverMessage(deps: DeliverDeps, message: DeliveryMessage, run: Run): Promise<void> {
  if (message.kind === 'notice') return deliverNotice(deps, message);
  return deliverChunk(deps, message, run);
}

async function deliverChunk(deps: DeliverDeps, chunk: Chunk, run: Run): Promise<void> {
  const issue = await deps.issues.head(chunk.issueId);
  if (!issue || stopOf(issue)) {
    // A paused issue is planned anew when it goes on, so its chunks need not wait here.
    const state = issue?.ending?.outcome ?? issue?.state ?? 'unknown';
    return deps.report({ code: 'chunk-dropped', issue: chunk.issueId, state });
  }
  const quota = await askQuota(deps.mailer);
  const due = dueOf(chunk, issue, deps.clock.now());
  const result: ChunkResult =
    'hold' in quota
      ? { back: due.recipients, doubts: [], hold: quota.hold, counts: NOTHING_SENT }
      : await sendChunk(deps, issue, due, quota, run);
  if (result.hold?.kind === 'blocked') await pause(deps, chunk.issueId, result.hold);
  if (result.hold?.kind === 'quota') await waitForQuota(deps, issue);
  await handBack(deps, chunk, result);
  deps.report({
    code: 'chunk-delivered',
    issue: chunk.issueId,
    shard: chunk.shard,
    ...result.counts,
    back: result.back.length,
    ...(result.hold && { hold: result.hold.kind, detail: withoutAddresses(result.hold.detail) }),
  });
}

/** Mails that are stale by now stay without a row, which the account counts as expired. */
function dueOf(chunk: Chunk, issue: IssueHead, now: Date): Chunk {
  const { frozenAt, expiresAfterMs } = issue;
  if (expiresAfterMs === undefined) return chunk;
  const rules = { now, frozenAt, expiresAfterMs };
  return { ...chunk, recipients: chunk.recipients.filter((entry) => !isStale(entry, rules)) };
}

async function handBack(deps: DeliverDeps, chunk: Chunk, result: ChunkResult): Promise<void> {
  const at = { now: deps.clock.now(), graceMs: deps.graceMs, chance: deps.random() };
  const { chunks, plan } = sendAnew(chunk, result, at);
  for (const { messages, delaySeconds } of chunks) await deps.deliveryQueue.send(messages, { delaySeconds });
  if (plan) await deps.planQueue.send([plan.message], { delaySeconds: plan.delaySeconds });
}

/** SES counts the last 24 hours, so the quota comes back bit by bit; an hour's worth is worth a plan. */
const QUOTA_WAIT_MS = 3_600_000;

async function waitForQuota(deps: DeliverDeps, issue: IssueHead): Promise<void> {
  const waitUntil = new Date(deps.clock.now().getTime() + QUOTA_WAIT_MS).toISOString();
  const { state } = issue;
  await deps.issues.move(issue.id, [state], { state, waitUntil });
  deps.report({ code: 'quota-used-up', issue: issue.id, waitUntil });
}

const NOTHING_SENT: ChunkResult['counts'] = {
  accepted: 0,
  failed: 0,
  uncertain: 0,
  taken: 0,
  excluded: 0,
  held: 0,
};

async function askQuota(mailer: Mailer): Promise<SendQuota | { readonly hold: Hold }> {
  try {
    return await mailer.quota();
  } catch (error) {
    if (!(error instanceof MailerUnavailable)) throw error;
    const detail = error.message;
    return {
      hold: error.blocked ? { kind: 'blocked', code: error.code, detail } : { kind: 'unreachable', detail },
    };
  }
}

/** The notice goes first: if we die in between, the next refused call pauses and the notice is known already. */
async function pause(
  deps: DeliverDeps,
  issueId: string,
  hold: Extract<Hold, { kind: 'blocked' }>,
): Promise<void> {
  const detail = withoutAddresses(hold.detail, deps.newsletter.from.address);
  const reason = `Amazon SES refuses every mail of this account or sender (${hold.code}: ${detail}).`;
  // One notice an hour for one cause: many chunks run into it at the same time.
  const hour = deps.clock.now().toISOString().slice(0, 13);
  await deps.deliveryQueue.send([
    {
      kind: 'notice',
      id: `paused.${issueId}.${hold.code}.${hour}`,
      subject: `issue ${issueId} is paused`,
      lines: [
        `Issue ${issueId} has paused itself: ${reason}`,
        'Nobody was lost and nobody gets it twice: put the cause right, then send the issue again under the same name; only what is missing goes out.',
      ],
    },
  ]);
  await deps.issues.move(issueId, ['frozen', 'sending'], { state: 'paused', reason });
}
