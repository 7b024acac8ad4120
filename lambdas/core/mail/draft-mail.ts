import { Buffer } from 'node:buffer';
import type { OutgoingMail } from '../ports.ts';
import type { Skeleton } from './skeleton.ts';
import { spliceMail } from './splice.ts';

/** What only mail to a list has (RFC 2369, RFC 8058); each is on one line of its own, but for List-Id. */
const LIST_HEADERS = /^List-[\w-]+:[^\r]*\r\n(?:[ \t][^\r]*\r\n)*/gm;

/**
 * A draft's mail to its editor: every topic, and no header of a list, so that no mail program offers to unsubscribe.
 * `actionUrl` leads to the page where they decide. `Auto-Submitted` as in RFC 3834 section 5.
 */
export function draftMail(
  skeleton: Skeleton,
  to: { readonly editor: string; readonly actionUrl: string },
  at: Date,
): OutgoingMail {
  const { editor: email, actionUrl } = to;
  const links = { actionUrl, unsubscribeUrl: actionUrl, preferencesUrl: actionUrl };
  const mail = spliceMail(skeleton, { email, sections: [], ...links }, at);
  if (mail.kind === 'no-topics') throw new Error(`the draft ${skeleton.issueId} has no topics`);
  const whole = Buffer.from(mail.raw).toString('latin1');
  const end = whole.indexOf('\r\n\r\n') + 2;
  const head = `Auto-Submitted: auto-generated\r\n${whole.slice(0, end).replace(LIST_HEADERS, '')}`;
  return {
    source: skeleton.source,
    to: email,
    raw: Buffer.from(head + whole.slice(end), 'latin1'),
    tags: { kind: 'draft' },
  };
}
