import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';

/** What two independent parsers read in a mail. */
export interface ReadMail {
  readonly subject: string;
  readonly to: string;
  readonly text: string;
  readonly html: string;
  /** Lower-case names, in order. */
  readonly headers: readonly string[];
}

/** Parsers differ about the line break before a boundary; here a part ends in exactly one. */
const lf = (text: string) => text.replaceAll('\r\n', '\n').replace(/\n?$/, '\n');

export async function readWithPostalMime(raw: Uint8Array): Promise<ReadMail> {
  const mail = await PostalMime.parse(raw);
  return {
    subject: mail.subject ?? '',
    to: mail.to?.map((each) => each.address).join() ?? '',
    text: lf(mail.text ?? ''),
    html: lf(mail.html ?? ''),
    headers: mail.headers.map((header) => header.key),
  };
}

export async function readWithMailparser(raw: Uint8Array): Promise<ReadMail> {
  const mail = await simpleParser(Buffer.from(raw), { skipTextToHtml: true, skipTextLinks: true });
  const to = mail.to === undefined ? [] : [mail.to].flat();
  return {
    subject: mail.subject ?? '',
    to: to.flatMap((each) => each.value.map((value) => value.address)).join(),
    text: lf(mail.text ?? ''),
    html: lf(mail.html || ''),
    headers: mail.headerLines.map((line) => line.key),
  };
}
