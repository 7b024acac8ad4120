import { describe, expect, it } from 'vitest';
import { labelledPairs, labelledStories, measure } from '../../../support/labelled-stories.ts';

describe('the labelled stories', () => {
  const pairs = (['tuning', 'held-out'] as const).flatMap((set) => labelledPairs(labelledStories(set)));

  it('are at least 120 pairs in nine languages, with more hard negatives than positives', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(120);
    expect(new Set(pairs.map((each) => each.language)).size).toBeGreaterThanOrEqual(9);
    expect(pairs.filter((each) => each.same).length).toBeGreaterThanOrEqual(50);
    expect(pairs.filter((each) => !each.same).length).toBeGreaterThan(pairs.length / 2);
  });

  it('that were kept apart for measuring share no text with those for tuning', () => {
    const texts = (set: 'tuning' | 'held-out') =>
      new Set(labelledStories(set).flatMap((story) => story.texts.map((each) => each.text)));
    expect([...texts('tuning')].filter((each) => texts('held-out').has(each))).toEqual([]);
  });
});

describe('near duplicates', () => {
  it.each([
    ['held-out', 0.7],
    ['tuning', 0.84],
  ] as const)('of the set %s are found without a false one, and at least %d of all', (set, recall) => {
    const measured = measure(labelledStories(set));
    expect(measured.merged.map((each) => `${each.one} = ${each.other}`)).toEqual([]);
    expect(measured.recall).toBeGreaterThanOrEqual(recall);
    expect(measured.unrelated.merged).toBe(0);
  });

  it.each(['ja', 'zh', 'ko', 'ar', 'ru', 'de', 'fr', 'es'])('are found in %s', (language) => {
    const stories = (['tuning', 'held-out'] as const)
      .flatMap(labelledStories)
      .filter((story) => story.language === language);
    expect(measure(stories).found).toBeGreaterThan(0);
  });
});
