import type { Skeleton } from '../mail/skeleton.ts';
import { spliceMail } from '../mail/splice.ts';
import type { Clock, Ledger, Mailer, OutgoingMail } from '../ports.ts';
import type { ReaderLinks } from '../subscribers/links.ts';
import type { Subscriber } from '../subscribers/subscriber.ts';
import type { AudienceEntry } from './delivery.ts';
import { type Hold, holdOf } from './hold.ts';
import { issueTag } from './message-tags.ts';
import { retryBefore } from './plan-missing.ts';

/**
 * How long a claim keeps others away: longer than the longest call to SES and the settling after it, so that nobody else
 * calls for the same reader while an answer may still come.
 */
const LEASE_MS = 60_000;

export interface SendOneDeps {
  readonly ledger: Pick<Ledger, 'claim' | 'settle' | 'release'>;
  readonly mailer: Pick<Mailer, 'send'>;
  readonly links: (reader: Subscriber, at: Date) => ReaderLinks;
  readonly clock: Pick<Clock, 'now'>;
  /** Milliseconds an unanswered send is left alone. */
  readonly graceMs: number;
}

/** One recipient of a chunk, with what was read for them. */
export interface Recipient {
  readonly issueId: string;
  readonly shard: number;
  readonly entry: AudienceEntry;
  readonly reader: Subscriber;
  readonly skeleton: Skeleton;
}

/** What became of one recipient. */
export type Sent =
  | { readonly kind: 'accepted' | 'failed' }
  | { readonly kind: 'uncertain'; readonly attempt: number; readonly code: string; readonly detail: string }
  /** Somebody else has this recipient, or the mail is settled; or the reader left after the freeze. */
  | { readonly kind: 'taken' | 'moved' }
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
  const claimedAt = deps.clock.now();
  const mail = buildMail(deps, recipient, claimedAt);
  const claim = await deps.ledger.claim({
    issueId,
    shard,
    subscriberId: reader.id,
    consentVersion: reader.consentVersion,
    now: claimedAt.toISOString(),
    leaseUntil: new Date(claimedAt.getTime() + LEASE_MS).toISOString(),
    retryBefore: retryBefore(claimedAt, deps.graceMs),
  });
  if (claim.kind === 'taken') return { kind: 'taken' };
  if (claim.kind === 'reader-moved') return { kind: 'moved' };

  const { attempt } = claim;
  const key = { issueId, shard, subscriberId: reader.id, attempt };
  const now = () => deps.clock.now().toISOString();
  if (mail.kind === 'broken') {
    await deps.ledger.settle(key, { state: 'failed', code: 'render', detail: mail.detail }, now());
    return { kind: 'failed' };
  }
  const hold = await turn();
  if (hold) {
    await deps.ledger.release(key, now());
    return { kind: 'held', hold, attempt };
  }
  const tags = { issue: issueTag(issueId), delivery: reader.id, attempt: String(attempt) };
  const outcome = await deps.mailer.send({ ...mail.mail, tags });
  switch (outcome.kind) {
    case 'accepted':
      await deps.ledger.settle(key, { state: 'accepted', messageId: outcome.messageId }, now());
      return { kind: 'accepted' };
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
      await deps.ledger.release(key, now());
      return { kind: 'held', hold: holdOf(outcome), attempt };
  }
}

type Built =
  | { readonly kind: 'mail'; readonly mail: Omit<OutgoingMail, 'tags'> }
  | { readonly kind: 'broken'; readonly detail: string };

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
      return { kind: 'broken', detail: 'none of the issue’s topics is in a section of this reader' };
    }
    return { kind: 'mail', mail: { source: skeleton.source, to: reader.email, raw: spliced.raw } };
  } catch (error) {
    return { kind: 'broken', detail: error instanceof Error ? error.message : String(error) };
  }
}
