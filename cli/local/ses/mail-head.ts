import PostalMime, { type Address } from 'postal-mime';

/** What the header of a mail says. */
export interface MailHead {
  /** In the order of the mail, names as written, values unfolded. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** Decoded; empty when there is none. */
  readonly subject: string;
  /** Decoded display name of the sender, or the address. */
  readonly sender: string;
  /** Lower-case name → first value, unfolded. */
  value(name: string): string | undefined;
}

/** Bytes up to the empty line, or all when there is none. */
export function headBytes(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const ends = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')].filter((at) => at >= 0);
  return ends.length === 0 ? bytes : bytes.subarray(0, Math.min(...ends) + 2);
}

/** Reads the header section alone, whatever the size of the mail. */
export async function readHead(raw: Uint8Array): Promise<MailHead> {
  const mail = await PostalMime.parse(headBytes(raw));
  const [from] = mailboxes(mail.from ? [mail.from] : []);
  return {
    headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    from: mail.headers.filter(({ key }) => key === 'from').map(({ value }) => value),
    to: addresses(mail.to),
    cc: addresses(mail.cc),
    bcc: addresses(mail.bcc),
    subject: mail.subject ?? '',
    sender: from?.name || from?.address || '',
    value: (name) => mail.headers.find(({ key }) => key === name)?.value,
  };
}

function mailboxes(list: readonly Address[]) {
  return list.flatMap((each) => each.group ?? [each]);
}

function addresses(list: readonly Address[] | undefined): readonly string[] {
  return mailboxes(list ?? []).map(({ address }) => address);
}
