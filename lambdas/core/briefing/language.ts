import { detectAll } from 'tinyld';

/** What newsletters are written in; leaving out rare languages keeps a list of names from being Volapük. */
const KNOWN = [
  'ar',
  'bg',
  'bn',
  'ca',
  'cs',
  'da',
  'de',
  'el',
  'en',
  'es',
  'et',
  'fa',
  'fi',
  'fr',
  'he',
  'hi',
  'hu',
  'hy',
  'id',
  'is',
  'it',
  'ja',
  'ka',
  'ko',
  'lt',
  'lv',
  'nl',
  'no',
  'pl',
  'pt',
  'ro',
  'ru',
  'sk',
  'sr',
  'sv',
  'th',
  'tr',
  'uk',
  'ur',
  'vi',
  'zh',
];

/** Letters below which a guess about a Latin-script text is worth less than the newsletter's own language. */
const ENOUGH_LETTERS = 50;
/** Characters looked at: more would cost time and change nothing. */
const SAMPLE = 8000;
/** The newsletter's language wins unless another is at least this many times likelier. */
const MARGIN = 1.5;

/**
 * The language of a text as a BCP 47 primary tag. Short texts and close calls fall back to `fallback`, the
 * newsletter's language; a script that only other languages use (Chinese, Arabic, Thai) is told from few letters.
 */
export function languageOf(text: string, fallback: string): string {
  const sample = text.slice(0, SAMPLE);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  const latin = sample.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters < 4 || (latin * 2 > letters && letters < ENOUGH_LETTERS)) return primaryTag(fallback);
  const guesses = detectAll(sample, { only: KNOWN });
  const best = guesses[0];
  if (!best) return primaryTag(fallback);
  const own = guesses.find((each) => each.lang === primaryTag(fallback));
  return own && own.accuracy * MARGIN >= best.accuracy ? own.lang : best.lang;
}

/** `pt` of `pt-BR`. */
export function primaryTag(tag: string): string {
  return (tag.split('-')[0] ?? tag).toLowerCase();
}
