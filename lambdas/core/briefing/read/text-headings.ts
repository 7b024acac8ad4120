import type { Block } from '../block.ts';
import { isLabel } from '../split/draft.ts';
import { spacedWords } from '../words.ts';

/** Longest line that may be a heading. */
const LONGEST = 110;
const MOST_WORDS = 14;

/**
 * Plain text has no mark for a heading: a short line without a full stop, over a paragraph, may be one. Where several
 * such lines structure the text, all of them are headings; a single one in the midst of bare paragraphs only when it
 * speaks of what follows it (else it is a fragment, and stays text).
 */
export function tellHeadings(blocks: readonly Block[]): Block[] {
  const maybe = blocks.map((each, index) => isCandidate(blocks, index) && each.kind === 'paragraph');
  const proper = maybe.filter((each, index) => each && !maybe[index + 1]).length;
  const ahead = blocks.findIndex((each, index) => each.kind !== 'paragraph' || maybe[index]);
  const structured = proper >= 2 && ahead <= 1 && ahead >= 0;
  return blocks.map((each, index) => {
    if (!maybe[index]) return each;
    const next = blocks[index + 1];
    const second = maybe[1] && (isProse(blocks[2]?.text ?? '') || isLabel(next?.text ?? ''));
    const opens = index === 0 && (isProse(next?.text ?? '') || second);
    // "Key points" over a list says by itself what it is.
    const heads =
      structured || opens || isLabel(each.text) || (next !== undefined && speaksOf(each.text, next.text));
    return heads ? { ...each, kind: 'heading', level: 2 } : each;
  });
}

/** A short line that begins like one and ends like none; something other than an item of its own list follows. */
function isCandidate(blocks: readonly Block[], index: number): boolean {
  const { kind, text } = blocks[index] as Block;
  const next = blocks[index + 1];
  if (kind !== 'paragraph' || !next || text.length > LONGEST) return false;
  const words = spacedWords(text).length;
  if (words < 1 || words > MOST_WORDS) return false;
  if (/[.!:;,…。！：；，、]["'”’»)]*$/.test(text) || !/^["'“‘«¿¡(]*[^\p{Ll}\p{P}\p{S}]/u.test(text))
    return false;
  // A script without spaces shows as one "word": thirty characters are a heading, more are a sentence.
  if (words <= 2 && text.length > 40 && /[\p{Lo}]/u.test(text)) return false;
  return next.kind !== 'paragraph' || isProse(next.text) || isShort(next.text);
}

function isProse(text: string): boolean {
  return (
    /[.!?…。！？]["'”’»)]*$/.test(text) || spacedWords(text).length > MOST_WORDS || text.length > LONGEST
  );
}

/** Two headings in a row: a title, and the first topic's. */
function isShort(text: string): boolean {
  return text.length <= LONGEST;
}

const SMALL =
  /^(?:the|and|for|with|from|that|this|are|was|were|has|have|its|his|her|their|will|not|but|who|how|why|what|when|over|into|after|more|new|says?)$/;

/** Whether the two share a word that carries meaning; endings are let go ("rates" and "rate"). */
function speaksOf(heading: string, text: string): boolean {
  const stems = (line: string) =>
    (line.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [])
      .filter((word) => !SMALL.test(word))
      .map((word) => word.slice(0, 5));
  const wanted = new Set(stems(text.slice(0, 600)));
  return spacedWords(heading).length >= 2 && stems(heading).some((stem) => wanted.has(stem));
}
