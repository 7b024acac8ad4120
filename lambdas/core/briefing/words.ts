const segmenters = new Map<string, Intl.Segmenter>();

function wordsIn(text: string, language: string): Intl.Segments {
  let segmenter = segmenters.get(language);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(language, { granularity: 'word' });
    segmenters.set(language, segmenter);
  }
  return segmenter.segment(text);
}

/** A word and where it stands in its text, in UTF-16 units. */
export interface WordAt {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The words of a text, found by dictionary where a language writes no spaces (Chinese, Japanese, Thai). */
export function* words(text: string, language: string): Generator<WordAt> {
  for (const { segment, index, isWordLike } of wordsIn(text, language)) {
    if (isWordLike) yield { text: segment, start: index, end: index + segment.length };
  }
}

/** How many words a text has. */
export function countWords(text: string, language: string): number {
  let count = 0;
  for (const { isWordLike } of wordsIn(text, language)) if (isWordLike) count += 1;
  return count;
}

/** Words as a reader of a spaced script counts them: runs between spaces that hold a letter or a digit. */
export function spacedWords(text: string): string[] {
  return text.split(' ').filter((each) => /[\p{L}\p{N}]/u.test(each));
}
