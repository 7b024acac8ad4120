import { numberSigns } from './numbers.ts';

/** What two texts are compared by. Everything in it follows from the letters alone: no dictionary, no stop words. */
export interface Signs {
  /** Word stems, or pairs of characters in scripts without spaces, each with its weight from 0 to 1. */
  readonly terms: ReadonlyMap<string, number>;
  /** Stems of capitalised words that do not begin a sentence; none in scripts without capitals. */
  readonly names: ReadonlySet<string>;
  /** Numbers of the text in one form, each with its weight. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Runs of three words or characters, as Broder's shingles. */
  readonly shingles: ReadonlySet<string>;
}

/** Letters of a word that count: cutting endings off by length alone works about as well as stemmers do. */
const STEM = 5;
/** Words of two letters say nothing, of six and more they say all that a word can. */
const SHORT = 2;
const FULL = 6;
/** A pair of characters is worth less than a word: each character of a text is in two of them. */
const PAIR = 0.6;
const SHINGLE = 3;
/** Characters of a text that are looked at. */
const LOOKED_AT = 8_000;

const WIDE =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー';
const TOKEN = new RegExp(
  `(?<number>\\p{Nd}+(?:[.,٫٬]\\p{Nd}+)*)|(?<wide>[${WIDE}]+)|(?<word>(?:(?![${WIDE}])[\\p{L}\\p{M}])+(?:['’-](?:(?![${WIDE}])[\\p{L}\\p{M}])+)*)`,
  'gu',
);
/** What stands before the first word of a sentence. */
const BEGINS = /(?:^|[.!?:;…\n]["'”’»)]*\s*|["“„«(]\s*)$/u;

/** The signs of a text: its headline and body, parted by a line end. */
export function signsOf(text: string): Signs {
  const plain = text.slice(0, LOOKED_AT).normalize('NFKC');
  const terms = new Map<string, number>();
  const names = new Set<string>();
  const numbers = new Map<string, number>();
  const sequence: string[] = [];
  for (const match of plain.matchAll(TOKEN)) {
    const { number, wide, word } = match.groups ?? {};
    if (number !== undefined) {
      for (const [value, weight] of numberSigns(number)) {
        numbers.set(value, weight);
        sequence.push(value);
      }
    } else if (wide !== undefined) {
      const characters = [...wide];
      characters.forEach((each, index) => {
        sequence.push(each);
        const next = characters[index + 1];
        if (next !== undefined) terms.set(each + next, PAIR);
      });
      for (const [value, weight] of numberSigns(wide)) numbers.set(value, weight);
    } else if (word !== undefined) {
      const low = word.toLowerCase().replace(/['’]s$/, '');
      sequence.push(low);
      const letters = [...low];
      const weight = Math.min(1, Math.max(0, (letters.length - SHORT) / (FULL - SHORT)));
      if (weight === 0) continue;
      const stem = letters.slice(0, STEM).join('');
      terms.set(stem, Math.max(terms.get(stem) ?? 0, weight));
      const before = plain.slice(Math.max(0, match.index - 4), match.index);
      if (/^\p{Lu}/u.test(word) && !BEGINS.test(before)) names.add(stem);
    }
  }
  return { terms, names, numbers, shingles: shinglesOf(sequence) };
}

function shinglesOf(sequence: readonly string[]): Set<string> {
  const shingles = new Set<string>();
  for (let at = 0; at + SHINGLE <= sequence.length; at += 1) {
    shingles.add(sequence.slice(at, at + SHINGLE).join(' '));
  }
  return shingles;
}
