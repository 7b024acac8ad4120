import { sentencesOf } from '../sentences.ts';
import type { HeadlineSource } from '../topic.ts';
import { type Candidate, compressions } from './compress.ts';
import { headlineFaults, wordsOf } from './gate.ts';
import { leadCut } from './lead.ts';
import { recased } from './recase.ts';

/** Sentences of a topic that are tried; a headline from further down would not tell what it is about. */
const SENTENCES = 3;
/** A compressed sentence of at least this worth is taken at once; down to the other one when none is better. */
const GOOD = -1;
const PASSABLE = -2;
/** Longest heading that is a headline, in characters; a longer one is text. */
export const LONGEST_HEADING = 160;

/** "1. Ministers meet" under its own heading needs no number. */
const NUMBERING = /^(?:\(?\d{1,2}[.)]|#\d{1,2}:?)\s+(?=\p{Lu})/u;

export interface HeadlineRequest {
  /** What stands over the topic, best first: an editor's headline, a heading, the page's title. */
  readonly headings: readonly { readonly text: string; readonly source: 'editor' | 'source' }[];
  /** The topic's paragraphs, without list markers. */
  readonly paragraphs: readonly string[];
  readonly language: string;
  /** Whether another topic of the issue has this headline. */
  readonly taken: (headline: string) => boolean;
  /** Whether to parse sentences (English only; costs about 2 ms a sentence). */
  readonly parse: boolean;
}

export interface Headline {
  readonly headline: string;
  readonly headlineSource: HeadlineSource;
  /** The one of the request's headings that it is, as it was written. */
  readonly heading?: string;
}

/**
 * The headline of a topic, never empty: the editor's, the source's, a sentence shortened so that it passes the gate,
 * or the beginning of the text cut where a clause ends; the first of these that no other topic of the issue has.
 */
export function headlineOf(request: HeadlineRequest): Headline {
  const { headings, paragraphs, language, taken } = request;
  for (const { text, source } of headings) {
    if (text.length > LONGEST_HEADING || !/[\p{L}\p{N}]/u.test(text)) continue;
    const headline = recased(text.replace(NUMBERING, ''), paragraphs.join(' ').slice(0, 20_000), language);
    if (!taken(headline)) return { headline, headlineSource: source, heading: text };
  }
  const sentences = paragraphs.flatMap((each) => sentencesOf(each.slice(0, 3000), language)).slice(0, 8);
  if (language === 'en' && request.parse) {
    const headline = compressed(sentences.slice(0, SENTENCES), taken);
    if (headline) return { headline, headlineSource: 'compressed' };
  }
  const [first = '', ...others] = inOrderOfPromise(sentences, language);
  const leads = [first, ...others].map((each) => leadCut(each, language, request.parse));
  const headline = leads.find((each) => each !== '' && !taken(each)) ?? numbered(leads[0] || '…', taken);
  return { headline, headlineSource: 'lead' };
}

function compressed(sentences: readonly string[], taken: (headline: string) => boolean): string | undefined {
  let passable: Candidate | undefined;
  for (const sentence of sentences) {
    const passed = compressions(sentence).find(
      ({ text, worth }) => worth > PASSABLE && !taken(text) && headlineFaults(text, sentence).length === 0,
    );
    if (passed && passed.worth >= GOOD) return passed.text;
    if (passed && passed.worth > (passable?.worth ?? PASSABLE)) passable = passed;
  }
  return passable?.text;
}

const POINTS_BACK =
  /^(?:he|she|it|they|this|that|these|those|his|her|its|their|other|others|another|also|but|and|however|meanwhile)$/;

/** Sentences that need no other to be understood come first; English only. */
function inOrderOfPromise(sentences: readonly string[], language: string): string[] {
  if (language !== 'en') return [...sentences];
  const pointing = (sentence: string) => POINTS_BACK.test(wordsOf(sentence.slice(0, 60))[0] ?? '');
  const whole = sentences.filter((each) => !pointing(each) && wordsOf(each.slice(0, 200)).length >= 3);
  return [...whole, ...sentences.filter((each) => !whole.includes(each))];
}

/** Two topics that begin alike to the last word: the second says that it is one. */
function numbered(headline: string, taken: (headline: string) => boolean): string {
  if (!taken(headline)) return headline;
  let count = 2;
  while (taken(`${headline} (${count})`)) count += 1;
  return `${headline} (${count})`;
}
