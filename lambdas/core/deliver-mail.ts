import type { Chunk, DeliveryMessage } from './delivery/delivery.ts';
import { type Hold, sendAnew, withoutAddresses } from './delivery/hold.ts';
import { deliverNotice, type NoticeDeps } from './delivery/owner-notice.ts';
import { type ChunkResult, type Run, type SendChunkDeps, sendChunk } from './delivery/send-chunk.ts';
import { type Clock, type Issues, type Mailer, MailerUnavailable, type SendQuota } from './ports.ts';

export interface DeliverDeps extends SendChunkDeps, NoticeDeps {
  readonly issues: Pick<Issues, 'get' | 'move'>;
  readonly ledger: SendChunkDeps['ledger'] & NoticeDeps['ledger'];
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
  const issue = await deps.issues.get(chunk.issueId);
  if (!issue || (issue.state !== 'frozen' && issue.state !== 'sending')) {
    // A paused issue is planned anew when it goes on, so its chunks need not wait here.
    return deps.report({ code: 'chunk-dropped', issue: chunk.issueId, state: issue?.state ?? 'unknown' });
  }
  const quota = await askQuota(deps.mailer);
  const result: ChunkResult =
    'hold' in quota
      ? { back: chunk.recipients, doubts: [], hold: quota.hold, counts: NOTHING_SENT }
      : await sendChunk(deps, issue, chunk, quota, run);
  if (result.hold?.kind === 'blocked') await pause(deps, chunk.issueId, result.hold);
  const anew = sendAnew(chunk, result, {
    now: deps.clock.now(),
    graceMs: deps.graceMs,
    chance: deps.random(),
  });
  for (const { messages, delaySeconds } of anew) await deps.deliveryQueue.send(messages, { delaySeconds });
  deps.report({
    code: 'chunk-delivered',
    issue: chunk.issueId,
    shard: chunk.shard,
    ...result.counts,
    back: result.back.length,
    ...(result.hold && { hold: result.hold.kind, detail: withoutAddresses(result.hold.detail) }),
  });
}

const NOTHING_SENT: ChunkResult['counts'] = {
  accepted: 0,
  failed: 0,
  uncertain: 0,
  taken: 0,
  moved: 0,
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
