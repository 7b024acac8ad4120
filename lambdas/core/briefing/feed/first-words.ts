import type { Block } from '../block.ts';
import { sentencesOf } from '../sentences.ts';
import { countWords, words } from '../words.ts';

/**
 * The beginning of a text: whole blocks up to `most` words, the last one cut where a sentence ends. The first sentence
 * always stays, unless it alone has more than twice as many words: then it is cut behind a word, with three dots.
 */
export function firstWords(blocks: readonly Block[], most: number, language: string): Block[] {
  const kept: Block[] = [];
  let left = most;
  for (const block of blocks) {
    const size = countWords(block.text, language);
    if (size <= left) {
      kept.push(block);
      left -= size;
      continue;
    }
    const text = cut(
      block.text,
      left,
      language,
      kept.every((each) => each.text === ''),
    );
    if (text !== '') {
      const { html: _html, leadIn: _leadIn, ...plain } = block;
      kept.push({ ...plain, text, links: block.links.filter(({ label }) => text.includes(label)) });
    }
    break;
  }
  while (kept.at(-1)?.kind === 'heading' && kept.length > 1) kept.pop();
  return kept;
}

function cut(text: string, most: number, language: string, first: boolean): string {
  let end = 0;
  let count = 0;
  for (const sentence of sentencesOf(text.slice(0, 200 * most), language)) {
    count += countWords(sentence, language);
    const until = text.indexOf(sentence, end) + sentence.length;
    if (count > most && (end > 0 || !first)) break;
    if (count > 2 * most) return atWord(text, 2 * most, language);
    end = until;
  }
  return text.slice(0, end).trim();
}

function atWord(text: string, most: number, language: string): string {
  let count = 0;
  for (const { end } of words(text.slice(0, 200 * most), language)) {
    count += 1;
    if (count === most) return `${text.slice(0, end)} …`;
  }
  return text.slice(0, 200 * most).toWellFormed();
}
