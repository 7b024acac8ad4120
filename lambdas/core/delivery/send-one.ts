import type { Skeleton } from '../mail/skeleton.ts';
import { spliceMail } from '../mail/splice.ts';
import type { Clock, Ledger, Mailer, OutgoingMail, Subscribers } from '../ports.ts';
import type { ReaderLinks } from '../subscribers/links.ts';
import type { ExclusionReason, Subscriber } from '../subscribers/subscriber.ts';
import type { AudienceEntry } from './delivery.ts';
import { exclusionByState } from './exclusion.ts';
import { type Hold, holdOf } from './hold.ts';
import { issueTag } from './message-tags.ts';
import { retryBefore } from './plan-missing.ts';
import { isInDoubt } from './standing.ts';

/**
 * How long a claim keeps others away: longer than the longest call to SES and the settling after it, so that nobody else
 * calls for the same reader while an answer may still come.
 */
const LEASE: LeaseRules = { ms: 60_000, callMs: 15_000 };

/** A claim's lease, in milliseconds; one length for all senders of a newsletter. */
export interface LeaseRules {
  readonly ms: number;
  /** The longest that a call to SES takes with all that follows it; a claim that has no more time left makes none. */
  readonly callMs: number;
}

export interface SendOneDeps {
  readonly ledger: Pick<Ledger, 'claim' | 'settle' | 'release' | 'record' | 'exclude' | 'delivery'>;
  readonly subscribers: Pick<Subscribers, 'getMany'>;
  readonly mailer: Pick<Mailer, 'send'>;
  readonly links: (reader: Subscriber, at: Date) => ReaderLinks;
  readonly clock: Pick<Clock, 'now'>;
  /** Milliseconds an unanswered send is left alone. */
  readonly graceMs: number;
  /** Default: a minute, 15 s of it for the call. */
  readonly lease?: LeaseRules;
}

/** One recipient of a chunk, with what was read for them. */
export interface Recipient {
  readonly issueId: string;
  readonly shard: number;
  readonly entry: AudienceEntry;
  readonly reader: Subscriber;
  readonly skeleton: Skeleton;
  /** The plan wants a doubt about them tried again. */
  readonly retry?: boolean;
}

/** What became of one recipient. */
export type Sent =
  | { readonly kind: 'accepted' | 'failed' }
  | { readonly kind: 'uncertain'; readonly attempt: number; readonly code: string; readonly detail: string }
  /** Somebody else has this recipient, or the mail is settled. */
  | { readonly kind: 'taken' }
  /** They get no mail of this issue: they left after the freeze, or it could not be made. */
  | { readonly kind: 'excluded'; readonly reason: ExclusionReason; readonly detail: string }
  /** SES does not have it and the claim is taken back. */
  | { readonly kind: 'held'; readonly hold: Hold; readonly attempt: number };

/**
 * Claim, call, settle: the send protocol for one recipient (docs/architecture.md, "Once, and provably"). `turn` resolves
 * when the call may start, or says why it may not; it is asked after the claim, so that a duplicate message, which loses
 * there, costs nothing of the rate.
 */
export async function sendOne(
  deps: SendOneDeps,
  recipient: Recipient,
  turn: () => Promise<Hold | undefined>,
): Promise<Sent> {
  const { issueId, shard, reader } = recipient;
  const { lease = LEASE } = deps;
  const claimedAt = deps.clock.now();
  const leaseUntil = claimedAt.getTime() + lease.ms;
  const mail = buildMail(deps, recipient, claimedAt);
  if (mail.kind === 'broken') return exclude(deps, recipient, mail.reason, mail.detail);
  const claim = await deps.ledger.claim({
    issueId,
    shard,
    subscriberId: reader.id,
    consentVersion: reader.consentVersion,
    now: claimedAt.toISOString(),
    leaseUntil: new Date(leaseUntil).toISOString(),
    ...(recipient.retry && { retryBefore: retryBefore(claimedAt, deps.graceMs) }),
  });
  if (claim.kind === 'taken') return { kind: 'taken' };
  if (claim.kind === 'reader-moved') return excludeMoved(deps, recipient);

  const { attempt } = claim;
  const key = { issueId, shard, subscriberId: reader.id, attempt };
  const claimed = { ...key, claimedAt: claimedAt.toISOString() };
  const now = () => deps.clock.now().toISOString();
  const stop = await turn();
  // A process that was held up (a busy store, a laptop asleep) may come back to a claim that others are about to take.
  const hold = stop ?? (deps.clock.now().getTime() > leaseUntil - lease.callMs ? TOO_LATE : undefined);
  if (hold) {
    await deps.ledger.release(claimed, now());
    return { kind: 'held', hold, attempt };
  }
  const tags = { issue: issueTag(issueId), delivery: reader.id, attempt: String(attempt) };
  const outcome = await deps.mailer.send({ ...mail.mail, tags });
  switch (outcome.kind) {
    case 'accepted': {
      const { messageId } = outcome;
      // Too late for the claim (its lease ended and another attempt began): what SES said is true all the same.
      if (!(await deps.ledger.settle(key, { state: 'accepted', messageId }, now()))) {
        await deps.ledger.record(key, { attempt, messageId, facts: {} }, now());
      }
      return { kind: 'accepted' };
    }
    case 'refused':
      await deps.ledger.settle(key, { state: 'failed', code: outcome.code, detail: outcome.detail }, now());
      return { kind: 'failed' };
    case 'uncertain': {
      const { code, detail } = outcome;
      await deps.ledger.settle(key, { state: 'uncertain', code, detail }, now());
      return { kind: 'uncertain', attempt, code, detail };
    }
    case 'not-sent':
    case 'blocked':
      await deps.ledger.release(claimed, now());
      return { kind: 'held', hold: holdOf(outcome), attempt };
  }
}

const TOO_LATE: Hold = { kind: 'deadline', detail: 'the claim has no time left for a call' };

/**
 * Writes down that a reader gets no mail, so that the equation knows them; somebody else's row stays as it is. A doubt about
 * an earlier attempt ends here, since nobody will try again: as a failure of code `unknown`, which an event may disprove.
 */
export async function exclude(
  deps: Pick<SendOneDeps, 'ledger' | 'clock' | 'graceMs'>,
  { issueId, shard, entry, retry }: Pick<Recipient, 'issueId' | 'shard' | 'entry' | 'retry'>,
  reason: ExclusionReason,
  detail: string,
): Promise<Sent> {
  const key = { issueId, shard, subscriberId: entry.subscriberId };
  const now = deps.clock.now();
  const written = await deps.ledger.exclude(key, reason, detail, now.toISOString());
  if (written) return { kind: 'excluded', reason, detail };
  const row = retry ? await deps.ledger.delivery(key) : undefined;
  if (!row || !isInDoubt(row, retryBefore(now, deps.graceMs))) return { kind: 'taken' };
  const unknown = {
    state: 'failed',
    code: 'unknown',
    detail: `SES did not answer and reported nothing, and it cannot be tried again: ${detail}`,
  } as const;
  await deps.ledger.settle({ ...key, attempt: row.attempt }, unknown, now.toISOString());
  return { kind: 'failed' };
}

/** Whoever may be mailed with a newer consent is left to the next plan, which reads them anew. */
async function excludeMoved(deps: SendOneDeps, recipient: Recipient): Promise<Sent> {
  const { id } = recipient.reader;
  const reason = exclusionByState((await deps.subscribers.getMany([id])).get(id));
  return reason ? exclude(deps, recipient, reason, LEFT) : { kind: 'taken' };
}

/** Why a reader of the frozen audience has no mail. */
export const LEFT = 'The subscription ended between the freeze and the sending.';

type Built =
  | { readonly kind: 'mail'; readonly mail: Omit<OutgoingMail, 'tags'> }
  | { readonly kind: 'broken'; readonly reason: ExclusionReason; readonly detail: string };

/** One reader whose mail cannot be made must not keep the others from theirs: the fault is a value. */
function buildMail(deps: SendOneDeps, { reader, entry, skeleton }: Recipient, at: Date): Built {
  try {
    const { unsubscribeUrl, preferencesUrl } = deps.links(reader, at);
    const spliced = spliceMail(
      skeleton,
      {
        email: reader.email,
        ...(reader.name !== undefined && { name: reader.name }),
        sections: entry.sections,
        unsubscribeUrl,
        preferencesUrl,
      },
      at,
    );
    if (spliced.kind === 'no-topics') {
      const detail = 'None of the issue’s topics is in a section of this reader.';
      return { kind: 'broken', reason: 'no-topics', detail };
    }
    return { kind: 'mail', mail: { source: skeleton.source, to: reader.email, raw: spliced.raw } };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: 'broken', reason: 'render', detail };
  }
}
