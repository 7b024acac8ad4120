import type { CollectedBriefing, Topic } from '../briefing/topic.ts';
import type { OrderRule } from './edition-rules.ts';

/** A topic beside what an order goes by. */
export interface Candidate {
  readonly topic: Topic;
  /** ISO 8601: when its briefing was put into the inbox, or when its source published it; absent: not known. */
  readonly at?: string;
  /** Place of who brought it: 0 for the editors, then the sources as the config lists them. */
  readonly rank: number;
}

/** The topics of some briefings as candidates; `sources` are those of the config, in its order. */
export function candidatesOf(
  collected: readonly CollectedBriefing[],
  sources: readonly { readonly id: string }[],
): Candidate[] {
  const places = new Map(sources.map(({ id }, index) => [id, index + 1]));
  return collected.flatMap(({ topics, at, sourceId }) => {
    const rank = sourceId === undefined ? 0 : (places.get(sourceId) ?? places.size + 1);
    return topics.map((topic) => ({ topic, rank, ...(at !== undefined && { at }) }));
  });
}

type Compare = (one: Candidate, other: Candidate) => number;

/** Negative where the first comes first. */
const RULES: Readonly<Record<OrderRule, Compare>> = {
  weight: (one, other) => (other.topic.weight ?? 0) - (one.topic.weight ?? 0),
  coverage: (one, other) => coverageOf(other.topic) - coverageOf(one.topic),
  recency: (one, other) =>
    Number((one.at ?? '') < (other.at ?? '')) - Number((one.at ?? '') > (other.at ?? '')),
  source: (one, other) => one.rank - other.rank,
};

/** How many told the story. */
function coverageOf({ sources }: Topic): number {
  return Math.max(1, sources?.length ?? 1);
}

/** By the rules, the first that tells two apart; else as they came. */
export function inOrder(candidates: readonly Candidate[], rules: readonly OrderRule[]): Candidate[] {
  return candidates.toSorted((one, other) => {
    for (const rule of rules) {
      const difference = RULES[rule](one, other);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

/** `by weight, then coverage, then as they came`. */
export function orderInWords(rules: readonly OrderRule[]): string {
  return `by ${[...rules, 'as they came'].join(', then ')}`;
}
