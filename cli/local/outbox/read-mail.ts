import PostalMime from 'postal-mime';
import { headBytes } from '../ses/mail-head.ts';
import { linksOf, type MailLink } from './links.ts';

/** The parts of a mail that the viewer shows. */
export interface MailContent {
  readonly html: string | undefined;
  readonly text: string | undefined;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly links: readonly MailLink[];
  /** Why the parts could not be read; headers and parts are empty then. */
  readonly fault?: string;
}

/** Takes a message apart. Never throws: whatever was sent can be looked at. */
export async function readMail(raw: Uint8Array): Promise<MailContent> {
  try {
    const mail = await PostalMime.parse(raw);
    return {
      html: mail.html,
      text: mail.text,
      headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
      links: linksOf(mail.html, mail.text),
    };
  } catch (error) {
    return { html: undefined, text: undefined, headers: [], links: [], fault: (error as Error).message };
  }
}

/** The header section as it was sent, line by line. */
export function rawHead(raw: Uint8Array): string {
  return Buffer.from(headBytes(raw)).toString('utf8').trimEnd();
}
