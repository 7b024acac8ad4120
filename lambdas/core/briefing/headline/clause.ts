import { CONNECTIVES, MONTHS, NEGATIONS, WEEKDAYS } from './lexicon.ts';
import type { Token } from './token.ts';
import {
  asideEnd,
  isReduced,
  withoutAside,
  withoutFiller,
  withoutPlace,
  withoutTally,
  withoutTime,
} from './trim.ts';

/** A main clause of a sentence: its words from the subject on, with what may go without loss gone. */
export interface Clause {
  readonly tokens: readonly Token[];
  /** Index of the last word of the finite verb's group ("is expected to underscore"). */
  readonly verbEnd: number;
  /** Index of the finite verb itself. */
  readonly verb: number;
  /** Lower for a clause that is only a part of what the sentence says. */
  readonly worth: number;
}

/** The clauses of a sentence that could be a headline, the whole one first. */
export function clausesOf(tokens: readonly Token[]): Clause[] {
  const start = mainStart(tokens);
  if (start < 0) return [];
  const subject = withoutTally(withoutAside(tokens.slice(start)));
  const trimmed = withoutFiller(subject);
  // "In Japan, one in ten people ..." is true of Japan only: without a name of its own the clause is worth less.
  const placed = tokens.slice(0, start).some(isPlace) && !trimmed.some(isPlace) ? -1.2 : 0;
  const shorter = (kept: readonly Token[] | undefined, worth: number) =>
    kept && kept.length !== trimmed.length ? clause(kept, worth + placed) : undefined;
  const found = [
    clause(trimmed, placed),
    shorter(subject, -0.4),
    shorter(withoutTime(trimmed), -1.2),
    shorter(withoutPlace(trimmed), -2),
    shorter(reportedClause(trimmed), -0.6),
  ];
  return found.filter((each) => each !== undefined);
}

function isPlace(token: Token): boolean {
  return token.kind === 'name' && !WEEKDAYS.has(token.low) && !MONTHS.has(token.low);
}

/** Where the main clause begins, after an opening such as "Despite warnings, "; -1 when leaving it out is not fair. */
function mainStart(tokens: readonly Token[]): number {
  let start = 0;
  while (
    tokens[start] &&
    (CONNECTIVES.has(tokens[start]?.low ?? '') || /^(?:but|and|yet|so)$/.test(tokens[start]?.low ?? ''))
  ) {
    start += 1;
  }
  const first = tokens[start];
  if (!first) return -1;
  const adjunct =
    /^(?:preposition|subordinator|gerund|to|adverb)$/.test(first.kind) &&
    !/^(?:more|less|at)$/.test(first.low);
  const number = /^(?:more|less|at|about|around|over|up|under|nearly|almost)$/.test(first.low);
  if (!adjunct && !number) return start;
  for (let index = start; index < Math.min(tokens.length - 3, start + 30); index += 1) {
    if (!tokens[index]?.closes || !beginsClause(tokens, index + 1)) continue;
    const left = tokens.slice(start, index + 1);
    if (number && left.some((each) => each.kind === 'finite')) return start;
    return left.some((each) => NEGATIONS.has(each.low)) ? -1 : index + 1;
  }
  return number ? start : -1;
}

/** A noun phrase, and its verb before the next comma. */
function beginsClause(tokens: readonly Token[], at: number): boolean {
  const first = tokens[at];
  if (
    !first ||
    /^(?:preposition|subordinator|coordinator|finite|auxiliary|gerund|to|participle|adverb)$/.test(first.kind)
  )
    return false;
  for (let index = at; index < Math.min(tokens.length, at + 16); index += 1) {
    const token = tokens[index];
    if (token && index > at && (token.kind === 'finite' || token.kind === 'auxiliary')) return true;
    if (token?.closes) return asideEnd(tokens, index) > 0;
  }
  return false;
}

const FINDING =
  /^(?:ruled|rules|found|discovered|show|shows|showed|revealed|reveals|confirmed|confirms|concluded|established)$/;
const SAYING =
  /^(?:say|says|said|warn|warns|warned|estimate|estimates|estimated|predict|predicts|predicted|forecast|expect)$/;

/**
 * What was found, or what may happen, without who says so: "Scientists have found that octopuses can ..." A bare
 * claim ("the minister said the other side lied") stays with the one who makes it.
 */
function reportedClause(tokens: readonly Token[]): Token[] | undefined {
  const at = tokens.findIndex((each) => FINDING.test(each.low) || SAYING.test(each.low));
  const verb = tokens[at];
  if (!verb || at < 1 || at > 14 || tokens.slice(0, at).some((each) => NEGATIONS.has(each.low)))
    return undefined;
  let from = at + 1;
  if (tokens[from]?.low === 'that') from += 1;
  else if (FINDING.test(verb.low)) return undefined;
  const rest = tokens.slice(from);
  const first = rest[0];
  if (!first || first.kind === 'pronoun' || !beginsClause(tokens, from)) return undefined;
  const main = rest.find((each) => each.kind === 'finite' || each.kind === 'auxiliary');
  const open = /^(?:can|could|may|might)$/.test(main?.low ?? '');
  return FINDING.test(verb.low) || open ? withoutAside(rest) : undefined;
}

/** Finds the finite verb and the end of its group; `undefined` without one. */
function clause(tokens: readonly Token[], worth: number): Clause | undefined {
  let relative = false;
  for (let index = 1; index < Math.min(tokens.length, 22); index += 1) {
    const token = tokens[index];
    if (!token) break;
    if (token.kind === 'subordinator') {
      // A clause within the subject has its own verb first.
      if (!/^(?:who|which|that|whose)$/.test(token.low)) return undefined;
      relative = true;
    }
    if (token.kind !== 'finite' && token.kind !== 'auxiliary') continue;
    if (isReduced(tokens, index)) continue;
    if (relative) {
      relative = false;
      index = groupEnd(tokens, index);
      continue;
    }
    return { tokens, verb: index, verbEnd: groupEnd(tokens, index), worth };
  }
  return undefined;
}

function groupEnd(tokens: readonly Token[], verb: number): number {
  let end = verb;
  for (let index = verb + 1; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!token || tokens[index - 1]?.closes) break;
    const more =
      /^(?:participle|infinitive|auxiliary|to)$/.test(token.kind) ||
      /^(?:be|been|being|having|not|never)$/.test(token.low);
    const verbAhead = /^(?:participle|infinitive)$/.test(tokens[index + 1]?.kind ?? '');
    if (
      token.kind === 'to' &&
      tokens[index + 1]?.kind !== 'infinitive' &&
      !/^(?:be|have)$/.test(tokens[index + 1]?.low ?? '')
    )
      break;
    if (more) end = index;
    else if (!(token.kind === 'adverb' && verbAhead)) break;
  }
  return end;
}
