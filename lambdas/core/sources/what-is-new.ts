import type { Candidate } from './candidates.ts';
import type { KeptSource, StoredTopic } from './kept.ts';
import { MOST_MARKS, textMark } from './marks.ts';

/** An entry that was published longer ago than a week is no news, however lately it was put into the feed. */
const OLDEST_MS = 7 * 86_400_000;
/** Topics that the first poll of a source takes: the rest of its history is known from then on, and told to nobody. */
const FIRST_POLL = 10;
/** Largest topic, in characters of JSON: twenty of them fit into one write of the table. */
const LARGEST = 100_000;

/** Why an entry brings no topic: known by guid, link or text; too old; without text; too large; history of a new source. */
export type Passed = 'known' | 'old' | 'textless' | 'large' | 'history';

export interface FreshTopic {
  readonly stored: StoredTopic;
  /** What it will be known by. */
  readonly marks: readonly string[];
}

/** What a poll found. */
export interface News {
  /** Latest first; without a date, or with one in the future, it counts as published now. */
  readonly fresh: readonly FreshTopic[];
  /** Marks of everything else in the document. */
  readonly seen: readonly string[];
  readonly passed: Readonly<Record<Passed, number>>;
}

type Judged =
  | { readonly kind: 'fresh'; readonly fresh: FreshTopic }
  | { readonly kind: Passed; readonly marks: readonly string[] };

/**
 * Decides which candidates are new: known by none of guid, link and text, not older than a week, with a text. Of a source
 * that was never read (no `seen`) the ten latest.
 */
export function whatIsNew(
  sourceId: string,
  candidates: readonly Candidate[],
  kept: Pick<KeptSource, 'seen'> | undefined,
  now: Date,
): News {
  const before = new Set(kept?.seen);
  const passed = { known: 0, old: 0, textless: 0, large: 0, history: 0 };
  const seen: string[] = [];
  const found: FreshTopic[] = [];
  const pass = (kind: Passed, marks: readonly string[]) => {
    passed[kind] += 1;
    seen.push(...marks);
  };
  for (const candidate of candidates) {
    const judged = judge(sourceId, candidate, before, now);
    if (judged.kind !== 'fresh') pass(judged.kind, judged.marks);
    else if (found.some((each) => each.stored.topic.id === judged.fresh.stored.topic.id)) {
      pass('known', judged.fresh.marks);
    } else found.push(judged.fresh);
  }
  const dateOf = ({ stored }: FreshTopic) => stored.publishedAt ?? stored.at;
  const latest = found.toSorted((a, b) => Number(dateOf(a) < dateOf(b)) - Number(dateOf(a) > dateOf(b)));
  const fresh = kept?.seen ? latest : latest.slice(0, FIRST_POLL);
  for (const { marks } of latest.slice(fresh.length)) pass('history', marks);
  return { fresh, seen, passed };
}

/** Asks for the topic last: making one costs more than all the rest. */
function judge(sourceId: string, candidate: Candidate, before: ReadonlySet<string>, now: Date): Judged {
  const { marks, publishedAt } = candidate;
  if (marks.some((each) => before.has(each))) return { kind: 'known', marks };
  if (publishedAt && now.getTime() - publishedAt.getTime() > OLDEST_MS) return { kind: 'old', marks };
  const made = candidate.topic();
  if (!made) return { kind: 'textless', marks: [] };
  const text = textMark(made.topic.id);
  const own = [...marks, text];
  if (before.has(text)) return { kind: 'known', marks: own };
  if (JSON.stringify(made.topic).length > LARGEST) return { kind: 'large', marks: own };
  const dated = publishedAt && publishedAt <= now ? { publishedAt: publishedAt.toISOString() } : {};
  return {
    kind: 'fresh',
    fresh: { stored: { ...made, sourceId, at: now.toISOString(), ...dated }, marks: own },
  };
}

/** The marks to keep: those of this document first, then older ones, up to the most that are kept. */
export function marksToKeep(document: readonly string[], before: readonly string[]): string[] {
  return [...new Set([...document, ...before])].slice(0, MOST_MARKS);
}
