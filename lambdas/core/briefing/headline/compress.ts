import { type Clause, clausesOf } from './clause.ts';
import { endingWorth } from './ending.ts';
import { WEEKDAYS } from './lexicon.ts';
import { polished, withoutOpening } from './polish.ts';
import { type Token, tokensOf } from './token.ts';

/** Words of a headline. */
export const FEWEST = 3;
export const MOST = 10;

/** Sentences longer than this are not parsed, in characters. */
const LONGEST = 700;

/** A shortened sentence, and how well it reads (higher is better; above 0 is printable). */
export interface Candidate {
  readonly text: string;
  readonly worth: number;
}

/** Shortened forms of one English sentence, best first; every word of them is in it, in its order. */
export function compressions(sentence: string): Candidate[] {
  const plain = withoutOpening(sentence);
  if (plain.length > LONGEST) return [];
  return clausesOf(tokensOf(plain))
    .flatMap(candidatesOf)
    .sort((a, b) => b.worth - a.worth);
}

function candidatesOf(clause: Clause): Candidate[] {
  const { tokens, verb, verbEnd, worth } = clause;
  if (!beginsWell(tokens, verb)) return [];
  const found: Candidate[] = [];
  let size = tokens.slice(0, verb).filter(isWord).length;
  for (let end = verb; end < tokens.length && size < MOST + 2; end += 1) {
    if (isWord(tokens[end] as Token)) size += 1;
    if (end < verbEnd || size < FEWEST) continue;
    const ending = endingWorth(tokens, end);
    if (ending === Number.NEGATIVE_INFINITY) continue;
    const small = smallWords(tokens, verbEnd, end).slice(0, Math.max(0, size - MOST));
    if (size - small.length > MOST || !saysSomething(tokens.slice(0, end + 1), verbEnd)) continue;
    const kept = tokens.slice(0, end + 1).filter((_, index) => !small.includes(index));
    const said = size - idleWords(kept);
    const length = Math.min(said, 9) * 0.35 + said * 0.01 - 2;
    const thin = thinness(tokens.slice(verbEnd + 1, end + 1));
    const remark = hasRemark(kept) ? 1.5 : 0;
    found.push({ text: phrase(kept), worth: ending + length + worth - small.length * 0.3 - thin - remark });
  }
  return found;
}

/** Articles and possessives that a headline does without, in the order in which they may go. */
function smallWords(tokens: readonly Token[], verbEnd: number, end: number): number[] {
  const first = /^(?:the|a|an)$/.test(tokens[0]?.low ?? '') ? [0] : [];
  const inner = (words: RegExp) =>
    tokens.flatMap((token, index) => {
      const plain = /^(?:noun|adjective)$/.test(tokens[index + 1]?.kind ?? '');
      const fixed =
        tokens[index - 1]?.kind === 'number' ||
        /^(?:few|lot|little|same|other|only|own|last|first|next|whole|most|least|\p{L}+est)$/u.test(
          tokens[index + 1]?.low ?? '',
        );
      return index > verbEnd && index < end && words.test(token.low) && plain && !fixed ? [index] : [];
    });
  const afterVerb = (index: number) =>
    /^(?:finite|participle|infinitive|gerund)$/.test(tokens[index - 1]?.kind ?? '');
  return [...first, ...inner(/^(?:its|their)$/), ...inner(/^an?$/).filter(afterVerb), ...inner(/^the$/)];
}

/** Words that only tell the day. */
function idleWords(tokens: readonly Token[]): number {
  return tokens.some((each) => WEEKDAYS.has(each.low)) ? 2 : 0;
}

const POOR_START =
  /^(?:other|others|another|more|additional|further|some|such|this|that|these|those|there|here|it)$/;

function beginsWell(tokens: readonly Token[], verb: number): boolean {
  const [first, second] = tokens;
  if (!tokens.slice(0, verb).some((each) => /^(?:noun|name|gerund|number)$/.test(each.kind))) return false;
  if (!first || first.kind === 'pronoun' || first.kind === 'coordinator' || first.kind === 'other')
    return false;
  if (/^(?:his|her|its|their|our|my|your)$/.test(first.low) || /^["“‘'(]/.test(first.raw)) return false;
  if (POOR_START.test(first.low))
    return (
      (first.low === 'more' && second?.low === 'than') || (first.low === 'some' && second?.kind === 'number')
    );
  return !/^(?:finite|auxiliary|subordinator|to|participle)$/.test(first.kind);
}

/** A complement after the verb, or two names: a subject and a verb alone are no news. */
function saysSomething(kept: readonly Token[], verbEnd: number): boolean {
  const complement = kept
    .slice(verbEnd + 1)
    .some((each) => /^(?:noun|name|number|adjective|gerund)$/.test(each.kind));
  if (complement) return true;
  const passive =
    kept[verbEnd]?.kind === 'participle' &&
    !/^(?:expected|said|set|due|believed)$/.test(kept[verbEnd]?.low ?? '');
  return passive || names(kept) >= 2;
}

function names(tokens: readonly Token[]): number {
  return tokens.filter((each, index) => each.kind === 'name' && tokens[index - 1]?.kind !== 'name').length;
}

/** What is lacking when the verb's object has no noun, or only points at something with a pronoun. */
function thinness(object: readonly Token[]): number {
  const meat = object.some((each) => /^(?:noun|name|number)$/.test(each.kind));
  const pronoun = object.some((each) => each.kind === 'pronoun');
  return (meat ? 0 : 0.5) + (pronoun ? 0.5 : 0);
}

/** "Prices rose in 11 countries, its third increase": a remark that needs the rest of the sentence. */
function hasRemark(kept: readonly Token[]): boolean {
  return kept.some(
    ({ low }, index) =>
      index > 0 && kept[index - 1]?.closes === true && /^(?:its|his|her|their|more|less)$/.test(low),
  );
}

function isWord(token: Token): boolean {
  return /[\p{L}\p{N}]/u.test(token.raw);
}

/** The words as a headline. */
export function phrase(tokens: readonly Token[]): string {
  return polished(tokens.map((each) => each.raw).join(' '));
}
