import type { Piece } from './skeleton.ts';

/** What stands before a text part of `multipart/alternative`, its boundary included. */
export function partStart(boundary: string, subtype: 'plain' | 'html'): string {
  return (
    `--${boundary}\r\nContent-Type: text/${subtype}; charset=utf-8\r\n` +
    'Content-Transfer-Encoding: quoted-printable\r\n\r\n'
  );
}

/** The line break before a boundary belongs to the boundary (RFC 2046 section 5.1.1): a part's last one is enough. */
export function partEnd(pieces: readonly Piece[]): string {
  const last = pieces.at(-1);
  const ended = last?.kind === 'segment' && /(?<!=)\r\n$/.test(last.encoded);
  return ended ? '' : '\r\n';
}
