import { Buffer } from 'node:buffer';

/** RFC 2045 section 6.7: an encoded line has at most 76 characters, the `=` of a soft break included. */
const LINE = 75;
const SOFT_BREAK = '=\r\n';
const HEX = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);

/** Bytes that may stand for themselves: printable ASCII but `=`, and the space, which a line must not end with. */
const PLAIN = Array.from({ length: 256 }, (_, byte) => byte >= 0x20 && byte <= 0x7e && byte !== 0x3d);

/** An address or URL that fits a line and needs no escape: what most readers' gaps hold. */
const SIMPLE = /^[!-\-/-<>-EG-~][!-<>-~]{0,74}$/;

/**
 * Encodes UTF-8 text for a place at column 0. Line breaks of any kind become CRLF. The result is empty, or ends with
 * CRLF, a soft one unless the text ends with a line break: encoded texts can be put one after another.
 */
export function encodeQuotedPrintable(text: string): string {
  if (text === '') return '';
  if (SIMPLE.test(text)) return text + SOFT_BREAK;
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines.pop() as string;
  const whole = lines.map((line) => `${encodeLine(line, false)}\r\n`).join('');
  return last === '' ? whole : `${whole}${encodeLine(last, true)}${SOFT_BREAK}`;
}

function encodeLine(line: string, continued: boolean): string {
  const bytes = Buffer.from(line, 'utf8');
  let out = '';
  let column = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    const blankAtEnd = !continued && at === bytes.length - 1 && (byte === 0x20 || byte === 0x09);
    let piece = PLAIN[byte] && !blankAtEnd ? String.fromCharCode(byte) : (HEX[byte] as string);
    const most = !continued && at === bytes.length - 1 ? LINE + 1 : LINE;
    if (column + piece.length > most) {
      out += SOFT_BREAK;
      column = 0;
    }
    if (column === 0) piece = guarded(piece, bytes, at);
    out += piece;
    column += piece.length;
  }
  return out;
}

/**
 * A dot alone on a line ends an SMTP message and `From ` starts a new one in an mbox file; old relays still get both
 * wrong, so neither stands at the start of an encoded line.
 */
function guarded(piece: string, bytes: Buffer, at: number): string {
  if (piece === '.') return '=2E';
  if (piece === 'F' && bytes.toString('latin1', at, at + 5) === 'From ') return '=46';
  return piece;
}

/** The text that was encoded, with LF for CRLF. Anything that is no valid escape stays as it is. */
export function decodeQuotedPrintable(encoded: string): string {
  const bytes = encoded
    .replace(/=\r?\n/g, '')
    .replace(/\r\n/g, '\n')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
