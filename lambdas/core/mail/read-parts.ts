import { Buffer } from 'node:buffer';
import { decodeQuotedPrintable } from './quoted-printable.ts';

/**
 * The two parts of a mail that `spliceMail` made, decoded, line ends LF, the last one included, which in the mail belongs
 * to the boundary. For mail of our own only: it is no parser.
 */
export function readParts(raw: Uint8Array, boundary: string): { text: string; html: string } {
  const parts = Buffer.from(raw)
    .toString('latin1')
    .split(`--${boundary}`)
    .map((part) => part.slice(part.indexOf('\r\n\r\n') + 4).replace(/\r\n$/, ''))
    .map((part) => `${decodeQuotedPrintable(part)}\n`);
  return { text: parts[1] ?? '', html: parts[2] ?? '' };
}
