import { Buffer } from 'node:buffer';
import { fillGap } from './fill-gap.ts';
import { addressHeader } from './header.ts';
import { partEnd, partStart } from './mime-parts.ts';
import { encodeQuotedPrintable } from './quoted-printable.ts';
import type { Piece } from './skeleton.ts';
import type { SystemLinks, SystemMail } from './system-mail.ts';

export interface SystemMailTo {
  /** Bare address, as `parseAddress` returns it. */
  readonly to: string;
  readonly links: SystemLinks;
  /** For the Message-ID: letters, digits, `-` and `_`. SES puts its own in its place. */
  readonly id: string;
  readonly at: Date;
}

/** The complete message: CRLF, 7-bit. Throws when a link is missing that the mail speaks of. */
export function fillSystemMail(mail: SystemMail, { to, links, id, at }: SystemMailTo): Uint8Array {
  const fills: Readonly<Record<string, string | undefined>> = links;
  const missing = mail.needs.filter((gap) => !fills[gap]);
  if (missing.length > 0) throw new Error(`the mail "${mail.kind}" needs ${missing.join(', ')}`);
  const fill = (piece: Piece) =>
    piece.kind === 'segment' ? piece.encoded : encodeQuotedPrintable(fillGap(piece, fills[piece.gap] ?? ''));
  const part = (subtype: 'plain' | 'html', pieces: readonly Piece[]) => {
    const kept = pieces.filter(({ when }) => when?.topics.some((gap) => fills[gap]) ?? true);
    return partStart(mail.boundary, subtype) + kept.map(fill).join('') + partEnd(kept);
  };
  return Buffer.from(
    mail.headers +
      addressHeader('To', to) +
      `Date: ${at.toUTCString().replace('GMT', '+0000')}\r\n` +
      `Message-ID: <${id}@${mail.source.split('@').at(-1)}>\r\n\r\n` +
      part('plain', mail.text) +
      part('html', mail.html) +
      `--${mail.boundary}--\r\n`,
    'latin1',
  );
}
