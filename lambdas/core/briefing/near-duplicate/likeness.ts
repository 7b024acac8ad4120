import { sameNumber } from './numbers.ts';
import type { Signs } from './signs.ts';

/**
 * How much each kind of evidence counts beside the wording, whose weight is 1. Chosen on
 * tests/fixtures/near-duplicates/tuning.txt alone and rounded; docs/near-duplicates.md has what they reach.
 */
const NAMES = 0.4;
const NUMBERS = 0.9;
const CONTRADICTION = -0.4;
const EXCERPT = 0.2;

/** From here on two texts tell the same story. */
export const SAME_STORY = 1;

/** Shared numbers that are full evidence. */
const ENOUGH_NUMBERS = 3;
/** Below this share of common numbers two texts are about different figures. */
const OTHER_FIGURES = 0.3;
/** A text that holds nearly all of another's shingles holds that text. */
const COPY = 0.7;
/** Shingles below which a text is too short to be told by its shingles. */
const FEW_SHINGLES = 8;
/** Terms below which the wording of a text says too little to compare. */
const FEW_TERMS = 4;

/**
 * How alike two texts are as news, from about -0.4 to 2.5: the cosine of their weighted terms (what Charikar's SimHash
 * estimates), the share of common names, common and contradicting numbers, and the containment of the shorter text's
 * shingles in the longer (Broder 1997). Symmetric.
 */
export function likeness(one: Signs, other: Signs): number {
  const contained = containment(one.shingles, other.shingles);
  const numbers = numbersOf(one.numbers, other.numbers);
  const contradiction = numbers.comparable && numbers.share < OTHER_FIGURES;
  const short = Math.min(one.shingles.size, other.shingles.size) < FEW_SHINGLES;
  if (!contradiction && !short && contained >= COPY) return SAME_STORY + contained;
  if (Math.min(one.terms.size, other.terms.size) < FEW_TERMS) return 0;
  return (
    cosine(one.terms, other.terms) +
    NAMES * namesShare(one.names, other.names) +
    NUMBERS * Math.min(1, numbers.common / ENOUGH_NUMBERS) * numbers.share +
    (contradiction ? CONTRADICTION : 0) +
    EXCERPT * contained
  );
}

/** A text that is this much longer than another, and half of it not in that one, is told for what is new in it. */
const LONGER = 1.6;
const NEWS = 0.5;

/**
 * Whether a later text of the same story says much that an earlier one did not, as reports do that repeat the day before's
 * as their background.
 */
export function addsMuch(later: Signs, earlier: Signs): boolean {
  if (later.terms.size < LONGER * earlier.terms.size) return false;
  let all = 0;
  let fresh = 0;
  for (const [term, weight] of later.terms) {
    all += weight;
    if (!earlier.terms.has(term)) fresh += weight;
  }
  return fresh >= NEWS * all;
}

/** Cosine of two weighted sets. */
function cosine(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  let common = 0;
  for (const [term, weight] of small) common += weight * (large.get(term) ?? 0);
  const length = (terms: ReadonlyMap<string, number>) => {
    let sum = 0;
    for (const weight of terms.values()) sum += weight * weight;
    return Math.sqrt(sum);
  };
  return common === 0 ? 0 : common / (length(one) * length(other));
}

/** Share of the smaller set in the larger. */
function containment(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  let common = 0;
  for (const each of small) if (large.has(each)) common += 1;
  return small.size === 0 ? 0 : common / small.size;
}

/** A text without names, as all are in scripts without capitals, says neither yes nor no. */
function namesShare(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return one.size === 0 || other.size === 0 ? 0.5 : containment(one, other);
}

interface CommonNumbers {
  /** Weight of the common numbers. */
  readonly common: number;
  /** Their share in the text that has fewer. */
  readonly share: number;
  /** Both texts have numbers. */
  readonly comparable: boolean;
}

function numbersOf(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): CommonNumbers {
  const weightOf = (numbers: ReadonlyMap<string, number>) =>
    [...numbers.values()].reduce((sum, weight) => sum + weight, 0);
  const least = Math.min(weightOf(one), weightOf(other));
  const others = [...other.keys()];
  if (least === 0) return { common: 0, share: 0, comparable: false };
  let common = 0;
  for (const [number, weight] of one) {
    if (others.some((each) => sameNumber(number, each))) common += weight;
  }
  return { common, share: Math.min(1, common / least), comparable: true };
}
