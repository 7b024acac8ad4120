import { MONTHS, NEGATIONS, OPEN_NOUNS, PARTICLES, WEEKDAYS } from './lexicon.ts';
import type { Token } from './token.ts';

/** No phrase may end here. */
const NEVER = Number.NEGATIVE_INFINITY;

/** Prepositions that begin what a noun or verb needs; others tell time and place, and can go. */
const NEEDED =
  /^(?:about|for|against|over|into|with|from|through|under|towards?|upon|among|onto|as|via|per|within)$/;
const CONDITION = /^(?:if|unless|except|provided|barring|only|lest)$/;
const UNIT = /^(?:minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|time)$/;
const TEMPORAL = /^(?:last|next|this|earlier|later|today|yesterday|tomorrow|overnight|tonight|again)$/;

/**
 * How well a text that stops after `tokens[end]` reads as a finished phrase: higher is better, minus infinity never.
 * Looks at the last word, at the first word left out, and at what is left out after it.
 */
export function endingWorth(tokens: readonly Token[], end: number): number {
  const last = tokens[end];
  const next = tokens[end + 1];
  if (!last || last.possessive || !balanced(tokens.slice(0, end + 1))) return NEVER;
  const own = lastWordWorth(tokens, end);
  if (own === NEVER) return NEVER;
  if (!next) return own + 2;
  if (dropsNegation(tokens, end)) return NEVER;
  const list = last.closes && isList(tokens, end);
  if (last.closes) return own + (list ? -3 : 1.5);
  // What is quoted next is what was said, or what it was called.
  if (/^["“‘„«]/.test(next.raw)) return NEVER;
  return own + nextWordWorth(tokens, end, last, next);
}

function lastWordWorth(tokens: readonly Token[], end: number): number {
  const last = tokens[end] as Token;
  const before = tokens[end - 1];
  switch (last.kind) {
    case 'noun':
      return OPEN_NOUNS.has(last.low) && tokens[end + 1] && !last.closes ? -0.5 : 0;
    case 'name':
    case 'number':
      return 0;
    case 'adjective':
      return before && /^(?:auxiliary|adverb|finite|other|noun)$/.test(before.kind) ? -0.5 : NEVER;
    case 'adverb':
      return /^(?:not|never|more|less|most|very|so|too|at)$/.test(last.low) ? NEVER : -0.4;
    case 'participle':
      return -0.6;
    case 'finite':
      // A second verb still waits for its object: "a crater that scientists believe ..."
      return last.closes || !tokens[end + 1] || !tokens.slice(0, end).some(isVerb) ? -1 : NEVER;
    case 'infinitive':
      return last.closes || !tokens[end + 1] ? -0.5 : NEVER;
    case 'gerund':
      return before && /^(?:preposition|to|determiner)$/.test(before.kind) ? -0.3 : NEVER;
    case 'preposition':
      return isLoose(tokens, end) && PARTICLES.has(last.low) ? -0.3 : NEVER;
    default:
      return NEVER;
  }
}

function isVerb(token: Token): boolean {
  return token.kind === 'finite' || token.kind === 'auxiliary';
}

/** Verbs whose object does something: "expects business to improve". */
const CONTROL =
  /^(?:expect|want|ask|tell|told|urg|order|allow|forc|help|requir|enabl|encourag|invit|persuad|warn|advis|caus|lead|led|get|teach|taught|instruct|press|call)(?:s|ed|es|e|d|ing)?$/;

/** Whether the nearest verb before `end` is one of those. */
function isControlled(tokens: readonly Token[], end: number): boolean {
  for (let index = end; index >= 0; index -= 1) {
    const token = tokens[index];
    if (token && /^(?:finite|infinitive|participle|gerund)$/.test(token.kind)) return CONTROL.test(token.low);
  }
  return false;
}

/** Nothing that belongs to it follows. */
function isLoose(tokens: readonly Token[], end: number): boolean {
  const next = tokens[end + 1];
  return tokens[end]?.closes === true || !next || /^(?:coordinator|subordinator)$/.test(next.kind);
}

function nextWordWorth(tokens: readonly Token[], end: number, last: Token, next: Token): number {
  const open = OPEN_NOUNS.has(last.low);
  const verbLast = /^(?:finite|participle|infinitive|adverb)$/.test(last.kind);
  const dayTime = /^(?:early|late)$/.test(next.low) && /^(?:on|in)$/.test(tokens[end + 2]?.low ?? '');
  if (dayTime || TEMPORAL.test(next.low) || WEEKDAYS.has(next.low)) return verbLast ? -0.5 : 0;
  switch (next.kind) {
    case 'preposition':
      if (
        /^(?:of|than|between|per)$/.test(next.low) ||
        (PARTICLES.has(next.low) && tokens[end + 2]?.kind === 'preposition')
      )
        return NEVER;
      // "confirmed as", "18 hours after": the next words say what or when.
      if (next.low === 'as' && last.kind === 'participle') return NEVER;
      if (UNIT.test(last.low) && /^(?:after|before|since)$/.test(next.low)) return NEVER;
      if (open && !verbLast) return /^(?:for|on|about|against|with|by|into)$/.test(next.low) ? -3 : -0.6;
      if (MONTHS.has(tokens[end + 2]?.low ?? '') || tokens[end + 2]?.kind === 'number') return -0.6;
      if (next.low === 'for' && tokens.slice(end + 2, end + 5).some((each) => UNIT.test(each.low)))
        return -0.3;
      if (next.low === 'as') return clauseFollows(tokens, end + 2) ? 0.4 : -1.5;
      return (
        (NEEDED.test(next.low) ? (last.kind === 'name' ? -0.6 : -1) : -0.3) -
        (last.kind === 'participle' ? 0.6 : 0)
      );
    case 'to':
      if (verbLast || last.kind === 'adjective' || open || isControlled(tokens, end)) return NEVER;
      if (last.kind === 'number') return -2;
      return tokens[end + 2]?.kind === 'infinitive' ? -0.8 : -2;
    case 'subordinator':
      if (UNIT.test(last.low) && /^(?:after|before|since)$/.test(next.low)) return NEVER;
      if (next.low === 'that' && (verbLast || open)) return NEVER;
      return /^(?:that|who|which|whose|whom)$/.test(next.low) ? -1.2 : 0.3;
    case 'coordinator':
      return joinWorth(tokens, end, last);
    case 'gerund':
      return verbLast ? NEVER : -1.5;
    case 'participle':
    case 'finite':
      return /(?:ed|en|de|ght|nt|ld)$/.test(next.low) &&
        /^(?:preposition|to)$/.test(tokens[end + 2]?.kind ?? '')
        ? -2.2
        : NEVER;
    case 'adverb':
      if (/^(?:finite|participle)$/.test(tokens[end + 2]?.kind ?? '')) return -2.2;
      return verbLast ? NEVER : -0.8;
    case 'other':
      return /^[—–-]/.test(next.raw) ? 1 : NEVER;
    default:
      return NEVER;
  }
}

/** Whether leaving out "and ..." leaves whole phrases on both sides. */
function joinWorth(tokens: readonly Token[], end: number, last: Token): number {
  const kept = tokens.slice(0, end + 1);
  if (last.kind === 'number' && tokens[end + 1]?.low === 'or') return NEVER;
  if (last.kind === 'adjective' || kept.some((each) => /^(?:between|both|either|neither)$/.test(each.low)))
    return NEVER;
  const after = tokens[end + 2];
  if (/^(?:finite|auxiliary|infinitive|participle)$/.test(after?.kind ?? '')) return 0.5;
  return clauseFollows(tokens, end + 2) ? 0.5 : -1.2;
}

/** A subject and its verb within a few words, before any comma. */
function clauseFollows(tokens: readonly Token[], from: number): boolean {
  for (const token of tokens.slice(from, from + 8)) {
    if (token.kind === 'finite' || token.kind === 'auxiliary') return true;
    if (token.closes) return false;
  }
  return false;
}

/** "A, B and C": a comma that parts the members of a list parts no phrases. */
function isList(tokens: readonly Token[], end: number): boolean {
  const next = tokens[end + 1];
  if (next?.low === 'or' || (next?.kind === 'coordinator' && clauseFollows(tokens, end + 2))) return false;
  for (const token of tokens.slice(end + 1, end + 12)) {
    if (token.kind === 'coordinator') return true;
    if (!/^(?:noun|name|number|adjective|determiner|preposition)$/.test(token.kind)) return false;
  }
  return false;
}

/** Whether a negation or a condition of the kept statement is among the words left out. */
function dropsNegation(tokens: readonly Token[], end: number): boolean {
  let apart =
    tokens[end]?.closes === true && /^(?:gerund|subordinator|coordinator)$/.test(tokens[end + 1]?.kind ?? '');
  for (let index = end + 1; index < tokens.length; index += 1) {
    const token = tokens[index] as Token;
    // "Rates will not rise until May" must not become "Rates will not rise".
    const bounded = token.low === 'until' && tokens.slice(0, end + 1).some(isNegative);
    if (bounded || CONDITION.test(token.low)) return !apart;
    const opens =
      token.kind === 'subordinator' || (token.kind === 'coordinator' && clauseFollows(tokens, index + 1));
    if (opens || token.low === 'as' || token.low === 'despite' || token.low === 'but') apart = true;
    if (isNegative(token) && !apart) return true;
    if (token.raw.endsWith(';')) apart = true;
  }
  return false;
}

function isNegative({ low }: Token): boolean {
  return NEGATIONS.has(low) || /n['’]t$/.test(low);
}

/** Quotation marks and brackets that were opened are closed. */
function balanced(tokens: readonly Token[]): boolean {
  const text = tokens.map((each) => each.raw).join(' ');
  const count = (mark: RegExp) => text.match(mark)?.length ?? 0;
  return (
    count(/[“„«]/g) === count(/[”»]/g) + (count(/„/g) > 0 ? count(/“/g) : 0) &&
    count(/\(/g) === count(/\)/g) &&
    count(/"/g) % 2 === 0
  );
}
