import { FEWEST, MOST } from './compress.ts';
import { BE, COORDINATORS, DETERMINERS, HAVE, MODALS, PREPOSITIONS, SUBORDINATORS } from './lexicon.ts';

/** Words that no headline of ours begins with: they point back at a text that the reader has not read. */
const LEADING =
  /^(?:i|you|he|she|it|we|they|this|that|these|those|there|his|her|its|our|their|my|your|other|others|another|and|but|or|so|also|however|meanwhile|which|who)$/;
/** Words that may end a phrase although they are prepositions too ("fell sharply, then bounced back up"). */
const MAY_END =
  /^(?:up|down|off|out|over|in|on|below|above|since|before|after|around|past|outside|inside|near|all|both|each|either|neither|another|any|some|this|that|these|those|his|its|no|yes)$/;
const NEVER_ENDS =
  /^(?:to|than|as|of|at|by|for|from|with|into|onto|the|a|an|be|been|being|not|very|more|most)$/;

/** Why a compressed headline may not be printed. */
export type HeadlineFault = 'length' | 'opening' | 'ending' | 'invented' | 'quotes';

/**
 * The last look at a headline made from a sentence: 3 to 10 words, no opening that points back, no loose end, no word
 * or number that the text does not have, quotation marks in pairs. (That it has a finite verb and an object, and
 * drops no negation, is decided where the sentence is parsed.) An empty list lets it pass.
 */
export function headlineFaults(headline: string, text: string): HeadlineFault[] {
  const words = wordsOf(headline);
  const faults: HeadlineFault[] = [];
  if (words.length < FEWEST || words.length > MOST) faults.push('length');
  if (LEADING.test(words[0] ?? '')) faults.push('opening');
  if (endsLoose(headline)) faults.push('ending');
  const known = new Set(wordsOf(text));
  if (words.some((word) => !known.has(word))) faults.push('invented');
  const marks = (mark: RegExp) => headline.match(mark)?.length ?? 0;
  if (marks(/"/g) % 2 || marks(/“/g) !== marks(/”/g) || marks(/\(/g) !== marks(/\)/g)) faults.push('quotes');
  return faults;
}

/** Whether an English phrase stops where something must follow: at an article, a preposition, an auxiliary ... */
export function endsLoose(phrase: string): boolean {
  if (/[,;:–—-]$/.test(phrase)) return true;
  const last = wordsOf(phrase).at(-1) ?? '';
  if (NEVER_ENDS.test(last)) return true;
  if (MAY_END.test(last)) return false;
  return [BE, HAVE, MODALS, COORDINATORS, DETERMINERS, PREPOSITIONS, SUBORDINATORS].some((set) =>
    set.has(last),
  );
}

/** Words between spaces, lower case, without the punctuation around them. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter(Boolean);
}
