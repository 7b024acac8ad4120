import { Buffer } from 'node:buffer';
import type { Newsletter } from '../config.ts';
import { addressHeader, textHeader } from '../mail/header.ts';
import { encodeQuotedPrintable } from '../mail/quoted-printable.ts';
import type { Clock, Ledger, Mailer, OutgoingMail, Queue, Report } from '../ports.ts';
import type { DeliveryMessage, OwnerNotice } from './delivery.ts';
import { type DraftMailDeps, draftMailOf } from './draft-mail-of.ts';
import { withoutAddresses } from './hold.ts';

/** Who writes to whom. */
export type NoticeParties = Pick<Newsletter, 'name' | 'from' | 'owner'>;

/**
 * The notice as a plain text mail. `Auto-Submitted` keeps auto-responders still (RFC 3834 section 5); it is no list mail,
 * so it has no List-* header.
 */
export function noticeMail(notice: OwnerNotice, parties: NoticeParties, at: Date): OutgoingMail {
  const text = `${notice.lines.join('\n\n')}\n\n${parties.name}\n`;
  const raw =
    addressHeader('From', parties.from.address, parties.from.name) +
    addressHeader('To', parties.owner) +
    textHeader('Subject', `${parties.name}: ${notice.subject}`) +
    `Date: ${at.toUTCString().replace('GMT', '+0000')}\r\n` +
    'Auto-Submitted: auto-generated\r\n' +
    'MIME-Version: 1.0\r\n' +
    'Content-Type: text/plain; charset=utf-8\r\n' +
    'Content-Transfer-Encoding: quoted-printable\r\n\r\n' +
    encodeQuotedPrintable(text);
  return {
    source: parties.from.address,
    to: parties.owner,
    raw: Buffer.from(raw, 'latin1'),
    tags: { kind: 'notice' },
  };
}

export interface NoticeDeps extends DraftMailDeps {
  readonly ledger: Pick<Ledger, 'once'>;
  readonly mailer: Pick<Mailer, 'send'>;
  readonly deliveryQueue: Queue<DeliveryMessage>;
  readonly newsletter: NoticeParties & DraftMailDeps['newsletter'];
  readonly clock: Pick<Clock, 'now'>;
  readonly report: Report;
}

/** About five hours of one try every 15 minutes. */
const MOST_TRIES = 20;
const RETRY_SECONDS = 900;

/**
 * Sends a notice at most once: its id is used up before the call. When SES is known not to have it, it goes back to the
 * queue under the id of the next try (`<id>~2`), which is used up in the same way.
 */
export async function deliverNotice(deps: NoticeDeps, notice: OwnerNotice): Promise<void> {
  const now = deps.clock.now();
  if (!(await deps.ledger.once(`NOTICE#${notice.id}`, now.toISOString()))) {
    return deps.report({ code: 'notice-repeated', notice: notice.id });
  }
  const mail = notice.draft
    ? await draftMailOf(deps, notice.draft, now)
    : noticeMail(notice, deps.newsletter, now);
  if (!mail) return deps.report({ code: 'draft-outdated', notice: notice.id });
  const outcome = await deps.mailer.send(mail);
  if (outcome.kind === 'accepted') return deps.report({ code: 'notice-sent', notice: notice.id });
  const next = nextTry(notice);
  const known = outcome.kind === 'not-sent' || outcome.kind === 'blocked';
  deps.report({
    code: 'notice-not-sent',
    notice: notice.id,
    outcome: outcome.kind,
    detail: withoutAddresses(outcome.detail),
    again: known && next !== undefined,
  });
  if (known && next) {
    await deps.deliveryQueue.send([{ kind: 'notice', ...next }], { delaySeconds: RETRY_SECONDS });
  }
}

function nextTry(notice: OwnerNotice): OwnerNotice | undefined {
  const [, base = notice.id, tried = '1'] = /^(.*?)(?:~(\d+))?$/s.exec(notice.id) ?? [];
  const next = Number(tried) + 1;
  return next > MOST_TRIES ? undefined : { ...notice, id: `${base}~${next}` };
}
