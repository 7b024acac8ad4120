import { createHash } from 'node:crypto';

/**
 * `t` and 16 hex digits: SHA-256 over the body with white space and Unicode form evened out, so that line ends,
 * wrapping and other topics do not change it. The headline and the section do not count: the same text is the same
 * topic wherever it stands.
 */
export function topicId(body: string): string {
  const even = body.normalize('NFC').replace(/\s+/g, ' ').trim();
  return `t${createHash('sha256').update(even, 'utf8').digest('hex').slice(0, 16)}`;
}
