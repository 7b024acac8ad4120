/** A list item or a heading told from the marker at its start. */
export interface Marked {
  readonly kind: 'item' | 'heading';
  readonly text: string;
  readonly number?: number;
  readonly level?: number;
}

const BULLET = /^(?:[-*+•·▪◦‣–—]|o(?= [A-Z]))\s+(?=\S)/;
const NUMBER = /^\(?(\d{1,3})[.)]\s+(?=\S)/;
const HASHES = /^(#{1,6})\s+(?=\S)/;

/**
 * Reads the marker of a plain-text line: a bullet, a number ("1.", "2)", "(3)") or Markdown's `#`. `undefined` for a
 * line without one; a line that is only a marker has none.
 */
export function markedLine(text: string): Marked | undefined {
  const bullet = BULLET.exec(text);
  if (bullet) return { kind: 'item', text: text.slice(bullet[0].length) };
  const number = NUMBER.exec(text);
  if (number) return { kind: 'item', text: text.slice(number[0].length), number: Number(number[1]) };
  const hashes = HASHES.exec(text);
  if (hashes) {
    const level = hashes[1]?.length ?? 1;
    return { kind: 'heading', text: text.slice(hashes[0].length).replace(/\s#+$/, ''), level };
  }
  return undefined;
}
