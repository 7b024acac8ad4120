import { simpleParser } from 'mailparser';

/** A mail as its reader has it. */
export interface Mail {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  /** SES's id of it, as its events name it. */
  readonly messageId: string;
  /** Where one click in the mailbox posts to (RFC 8058); mails of an issue have it, our own have none. */
  readonly oneClick: string | undefined;
}

/** Reads a mail as it came over the wire. `messageId` where the wire does not carry it as a header. */
export async function readMail(raw: Buffer, messageId?: string): Promise<Mail> {
  const parsed = await simpleParser(raw, { skipTextToHtml: true, skipTextLinks: true });
  const line = (name: string) => parsed.headerLines.find(({ key }) => key === name)?.line ?? '';
  const posts = line('list-unsubscribe-post').includes('List-Unsubscribe=One-Click');
  return {
    from: parsed.from?.text ?? '',
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    messageId: messageId ?? (parsed.messageId ?? '').replace(/^<|>$/g, ''),
    oneClick: posts ? /<(https?:[^>]+)>/.exec(line('list-unsubscribe'))?.[1] : undefined,
  };
}

/** The first address in a mail that leads below `/<letter>/`; throws when there is none. */
export function linkIn(mail: Mail, letter: string): string {
  const link = new RegExp(`https?://\\S+/${letter}/[\\w-]+`).exec(mail.text)?.[0];
  if (!link) throw new Error(`no link to /${letter}/ in "${mail.subject}":\n${mail.text}`);
  return link;
}
