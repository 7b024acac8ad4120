import { sentencesOf } from './sentences.ts';

/** Characters up to which a second sentence is added, and above which a single one is cut at a word. */
const TWO_SENTENCES = 280;
const ONE_SENTENCE = 600;

/**
 * One or two sentences from the start of the first paragraph, letter for letter (a substring of it). Only a text that
 * runs over 600 characters without a full stop is cut, at its last space before that.
 */
export function summaryOf(paragraph: string, language: string): string {
  // A sentence that matters here starts within the first two kilobytes.
  const [first = '', second] = sentencesOf(paragraph.slice(0, 4 * ONE_SENTENCE), language);
  if (first.length > ONE_SENTENCE) return cutAtWord(first);
  if (second === undefined) return first;
  const both = paragraph.slice(0, paragraph.indexOf(second, first.length) + second.length).trim();
  const whole = both.length === paragraph.length || both.length < 4 * ONE_SENTENCE - 1;
  return whole && both.length <= TWO_SENTENCES ? both : first;
}

function cutAtWord(text: string): string {
  const head = text.slice(0, ONE_SENTENCE);
  const space = head.lastIndexOf(' ');
  // A character outside the BMP must not be halved.
  return space > 0 ? head.slice(0, space) : head.replace(/[\ud800-\udbff]$/, '');
}
