import { FINITE_VERBS, WEEKDAYS } from './lexicon.ts';
import type { Token } from './token.ts';

/** If a comma at `index` opens an aside that closes right before the verb, the index of its last word; else -1. */
export function asideEnd(tokens: readonly Token[], index: number): number {
  const inside = tokens[index + 1];
  if (!inside || inside.kind === 'coordinator') return -1;
  for (let end = index + 1; end < Math.min(tokens.length - 1, index + 26); end += 1) {
    if (!tokens[end]?.closes) continue;
    const after = tokens[end + 1];
    const verb = after?.kind === 'adverb' ? tokens[end + 2] : after;
    if (verb && (verb.kind === 'finite' || verb.kind === 'auxiliary')) return end;
    if (/^(?:which|who|whose|where)$/.test(inside.low)) continue;
    if (after?.kind === 'coordinator') return -1;
  }
  return -1;
}

/** Drops an aside between subject and verb: "The US, bound by a treaty, is ..." */
export function withoutAside(tokens: readonly Token[]): Token[] {
  for (let index = 0; index < Math.min(tokens.length, 14); index += 1) {
    const token = tokens[index];
    if (!token) break;
    if (index > 0 && (token.kind === 'finite' || token.kind === 'auxiliary') && !isReduced(tokens, index))
      break;
    if (!token.closes) continue;
    const end = asideEnd(tokens, index);
    if (end < 0) continue;
    const bare = { ...token, raw: token.raw.replace(/[,–—]+$/, ''), closes: false };
    return [...tokens.slice(0, index), bare, ...tokens.slice(end + 1)];
  }
  return [...tokens];
}

/** "voted 34 to 21 to close" is "voted to close". */
export function withoutTally(tokens: readonly Token[]): Token[] {
  const at = tokens.findIndex((each) => /^(?:voted|ruled|votes|rules)$/.test(each.low)) + 1;
  if (at < 1 || tokens[at]?.kind !== 'number') return [...tokens];
  const spelt = tokens[at + 1]?.low === 'to' && tokens[at + 2]?.kind === 'number';
  if (!spelt && !/^\d+[-–]\d+$/.test(tokens[at]?.low ?? '')) return [...tokens];
  return [...tokens.slice(0, at), ...tokens.slice(at + (spelt ? 3 : 1))];
}

const PARTITIVE = /^(?:range|series|variety|host|number)$/;

/** Leaves out what only ties a sentence to its day and its neighbours: "also", "on Tuesday", "a range of". */
export function withoutFiller(tokens: readonly Token[]): Token[] {
  const gone = new Set<number>();
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (index > 0 && /^(?:also|however|meanwhile|therefore|thus|moreover)$/.test(token.low)) gone.add(index);
    if (token.low === 'on' && next && WEEKDAYS.has(next.low) && tokens[index + 2]?.kind !== 'name') {
      gone.add(index).add(index + 1);
      const before = tokens[index - 1]?.low ?? '';
      if (/^(?:late|early)$/.test(before)) gone.add(index - 1);
    }
    const partitive = token.low === 'a' && PARTITIVE.test(next?.low ?? '') && tokens[index + 2]?.low === 'of';
    if (partitive && index > 0 && next?.low !== 'number')
      gone
        .add(index)
        .add(index + 1)
        .add(index + 2);
  });
  const kept: Token[] = [];
  tokens.forEach((token, index) => {
    if (!gone.has(index)) kept.push(token);
    const last = kept[kept.length - 1];
    // The comma after "on Thursday," goes on parting the phrases around it.
    if (gone.has(index) && token.closes && last) {
      kept[kept.length - 1] = { ...last, raw: `${last.raw.replace(/,$/, '')},`, closes: true };
    }
  });
  return kept;
}

const UNIT = /^(?:seconds?|minutes?|hours?|days?|nights?|weeks?|weekend|months?|years?|decades?)$/;

/** Leaves out "for two days" and "next week", so that what follows ("unless ...") has room. */
export function withoutTime(tokens: readonly Token[]): Token[] {
  const gone = new Set<number>();
  tokens.forEach((token, index) => {
    const [second, third] = [tokens[index + 1], tokens[index + 2]];
    if (/^(?:next|last|this)$/.test(token.low) && UNIT.test(second?.low ?? ''))
      gone.add(index).add(index + 1);
    const span =
      /^(?:for|in|over|within)$/.test(token.low) && second?.kind === 'number' && UNIT.test(third?.low ?? '');
    if (span)
      gone
        .add(index)
        .add(index + 1)
        .add(index + 2);
  });
  const parts = [...gone].some((index) => tokens[index]?.closes);
  return parts ? [...tokens] : tokens.filter((_, index) => !gone.has(index));
}

/** Leaves out where the subject is at home: "A team at the Max Planck Institute has grown ..." */
export function withoutPlace(tokens: readonly Token[]): Token[] {
  const from = tokens.findIndex((each) => /^(?:in|at|from|near)$/.test(each.low));
  if (
    from < 1 ||
    from > 6 ||
    tokens.slice(0, from).some((each) => !/^(?:noun|adjective|determiner|number)$/.test(each.kind))
  ) {
    return [...tokens];
  }
  let end = from + 1;
  while (tokens[end]?.kind === 'name' || tokens[end]?.low === 'the' || tokens[end]?.low === 'of') end += 1;
  const verb = tokens[end];
  const ends = end > from + 1 && verb && (verb.kind === 'finite' || verb.kind === 'auxiliary');
  return ends && !tokens[end - 1]?.closes ? [...tokens.slice(0, from), ...tokens.slice(end)] : [...tokens];
}

/** A participle after its noun ("a bill passed by ..."), told by a finite verb that still comes. */
export function isReduced(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  const next = tokens[index + 1];
  if (token?.kind !== 'finite' || !/(?:ed|en|n|t|de|d)$/.test(token.low) || !next) return false;
  if (!/^(?:preposition|to|adverb)$/.test(next.kind)) return false;
  for (const later of tokens.slice(index + 1, index + 12)) {
    if (later.closes || later.kind === 'subordinator' || later.kind === 'coordinator') return false;
    if (later.kind === 'auxiliary' || (later.kind === 'finite' && FINITE_VERBS.has(later.low))) return true;
  }
  return false;
}
