import { readFileSync } from 'node:fs';
import { likeness, SAME_STORY } from '../../lambdas/core/briefing/near-duplicate/likeness.ts';
import { type Signs, signsOf } from '../../lambdas/core/briefing/near-duplicate/signs.ts';

/** What a text of a labelled story is to the others: it tells it, it tells what came next, or it only sounds alike. */
export type Label = 'same' | 'follow-up' | 'alike';

export interface LabelledText {
  readonly label: Label;
  /** Headline and body, parted by a line end. */
  readonly text: string;
}

export interface LabelledStory {
  readonly name: string;
  readonly language: string;
  readonly texts: readonly LabelledText[];
}

/** Two texts and whether a person calls them one story. */
export interface LabelledPair {
  readonly story: string;
  readonly language: string;
  readonly same: boolean;
  readonly one: string;
  readonly other: string;
}

/** How a set was judged; pairs of different stories count apart, for there are many and they are easy. */
export interface Measured {
  readonly pairs: number;
  readonly same: number;
  /** Same stories that were found, different ones that were merged, same ones that were missed. */
  readonly found: number;
  readonly merged: readonly LabelledPair[];
  readonly missed: readonly LabelledPair[];
  readonly precision: number;
  readonly recall: number;
  readonly unrelated: { readonly pairs: number; readonly merged: number };
}

const LABELS: Readonly<Record<string, Label>> = { '=': 'same', '>': 'follow-up', '~': 'alike' };

/** A set of tests/fixtures/near-duplicates; its file says what its marks mean. */
export function labelledStories(set: 'tuning' | 'held-out'): LabelledStory[] {
  const file = new URL(`../fixtures/near-duplicates/${set}.txt`, import.meta.url);
  const stories: { name: string; language: string; texts: LabelledText[] }[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, name, language] = /^# (\S+) ([a-z]{2})$/.exec(line) ?? [];
    if (name && language) stories.push({ name, language, texts: [] });
    const label = LABELS[line[0] ?? ''];
    if (label) stories.at(-1)?.texts.push({ label, text: line.slice(2).replace(' | ', '\n') });
  }
  return stories;
}

/** Every pair inside a story. */
export function labelledPairs(stories: readonly LabelledStory[]): LabelledPair[] {
  return stories.flatMap(({ name, language, texts }) =>
    texts.flatMap((one, index) =>
      texts.slice(index + 1).map((other) => ({
        story: name,
        language,
        same: one.label === 'same' && other.label === 'same',
        one: one.text,
        other: other.text,
      })),
    ),
  );
}

/** Judges every pair of a set. */
export function measure(stories: readonly LabelledStory[]): Measured {
  const signs = new Map<string, Signs>();
  const signsFor = (text: string) => {
    const known = signs.get(text) ?? signsOf(text);
    signs.set(text, known);
    return known;
  };
  const judged = (one: string, other: string) => likeness(signsFor(one), signsFor(other)) >= SAME_STORY;
  const pairs = labelledPairs(stories);
  const found = pairs.filter((each) => each.same && judged(each.one, each.other)).length;
  const merged = pairs.filter((each) => !each.same && judged(each.one, each.other));
  const missed = pairs.filter((each) => each.same && !judged(each.one, each.other));
  const apart = stories.flatMap((story, index) =>
    stories
      .slice(index + 1)
      .flatMap((other) => story.texts.flatMap((a) => other.texts.map((b) => [a, b] as const))),
  );
  return {
    pairs: pairs.length,
    same: pairs.filter((each) => each.same).length,
    found,
    merged,
    missed,
    precision: found / (found + merged.length),
    recall: found / (found + missed.length),
    unrelated: { pairs: apart.length, merged: apart.filter(([a, b]) => judged(a.text, b.text)).length },
  };
}
