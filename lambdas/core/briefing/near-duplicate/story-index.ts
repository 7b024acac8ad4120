import { likeness, SAME_STORY } from './likeness.ts';
import type { Signs } from './signs.ts';

/** Texts that were added, and which of them tells the story of another text. */
export interface StoryIndex<Item> {
  add(signs: Signs, item: Item): void;
  /** The likest text that tells the same story and that `allowed` accepts; `undefined` when there is none. */
  find(signs: Signs, allowed?: (item: Item) => boolean): Item | undefined;
}

/**
 * Compares a text only with those that share a name, a number or a run of three words with it: without one of these no
 * two texts reach the threshold but by wording alone, and the work of an issue stays far below all pairs.
 */
export function storyIndex<Item>(): StoryIndex<Item> {
  const entries: { readonly signs: Signs; readonly item: Item }[] = [];
  const holders = new Map<string, number[]>();
  return {
    add(signs, item) {
      const at = entries.push({ signs, item }) - 1;
      for (const sign of rareSigns(signs)) {
        const found = holders.get(sign);
        if (found) found.push(at);
        else holders.set(sign, [at]);
      }
    },
    find(signs, allowed = () => true) {
      const candidates = new Set<number>();
      for (const sign of rareSigns(signs)) for (const at of holders.get(sign) ?? []) candidates.add(at);
      let best: Item | undefined;
      let most = SAME_STORY;
      for (const at of candidates) {
        const entry = entries[at];
        if (!entry || !allowed(entry.item)) continue;
        const alike = likeness(signs, entry.signs);
        if (alike < most || (alike === most && best !== undefined)) continue;
        best = entry.item;
        most = alike;
      }
      return best;
    },
  };
}

function* rareSigns({ names, numbers, shingles }: Signs): Generator<string> {
  for (const each of names) yield `n ${each}`;
  for (const each of numbers.keys()) yield `d ${each}`;
  for (const each of shingles) yield `s ${each}`;
}
