import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addsMuch, likeness, SAME_STORY } from '../../../../lambdas/core/briefing/near-duplicate/likeness.ts';
import { signsOf } from '../../../../lambdas/core/briefing/near-duplicate/signs.ts';
import { storyIndex } from '../../../../lambdas/core/briefing/near-duplicate/story-index.ts';
import { labelledPairs, labelledStories } from '../../../support/labelled-stories.ts';

const alike = (one: string, other: string) => likeness(signsOf(one), signsOf(other));
const STORY =
  'Norbank buys Union Credit\nNorbank buys its rival Union Credit for 6.8 billion crowns. Together they will have 5.2 million customers and close 140 branches.';

describe('likeness', () => {
  it('does not depend on the order', () => {
    for (const { one, other } of labelledPairs(labelledStories('tuning'))) {
      expect(alike(one, other)).toBeCloseTo(alike(other, one), 10);
    }
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => Math.abs(alike(a, b) - alike(b, a)) < 1e-9));
  });

  it('finds any text of some length the same as itself', () => {
    const texts = fc.array(fc.stringMatching(/^[a-z]{4,9}$/), { minLength: 12, maxLength: 60 });
    fc.assert(fc.property(texts, (words) => alike(words.join(' '), words.join(' ')) >= SAME_STORY));
  });

  it('is a finite number for any two texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (a, b) =>
        Number.isFinite(alike(a, b)),
      ),
    );
  });

  it('finds the beginning of a story the same as the whole', () => {
    const whole = `${STORY} The regulator has to agree. Karl Hede is to lead the group, which will sit in Lund. Unions want a guarantee for all jobs until 2030 and a seat on the board. Shareholders vote in March.`;
    expect(alike(STORY, whole)).toBeGreaterThanOrEqual(SAME_STORY);
  });

  it('knows a report that repeats the last one as its background', () => {
    const news =
      'Regulator blocks bank merger\nThe regulator stopped the deal on Wednesday, because in 31 towns customers would have no other branch left. Rivals had complained. Shares of both fell by a tenth, and analysts expect a new chief executive before summer. Unions welcomed the ruling and asked for a guarantee of every job.';
    const followUp = `${news} ${STORY}`;
    expect(alike(followUp, STORY)).toBeGreaterThanOrEqual(SAME_STORY);
    expect(addsMuch(signsOf(followUp), signsOf(STORY))).toBe(true);
    expect(addsMuch(signsOf(STORY), signsOf(followUp))).toBe(false);
    expect(addsMuch(signsOf(`${STORY} The regulator has to agree.`), signsOf(STORY))).toBe(false);
  });

  it('keeps two reports with the same words and other figures apart', () => {
    const report = (percent: string, points: string, oil: string) =>
      `The index of leading shares closed ${percent} percent higher at ${points} points. Airlines gained most after oil fell by ${oil} percent.`;
    expect(alike(report('1.2', '8,412', '3.1'), report('0.4', '8,377', '1.9'))).toBeLessThan(SAME_STORY);
  });

  it('says nothing about texts of three words', () => {
    expect(alike('Ferry is late', 'Ferry is late again')).toBeLessThan(SAME_STORY);
  });
});

describe('the signs of a text', () => {
  it.each([
    ['12,400 families', '12400'],
    ['12.400 Familien', '12400'],
    ['3,25 Prozent', '3.25'],
    ['3.25 percent', '3.25'],
    ['٦٠٠ ألف', '600'],
    ['５２メートル', '52'],
    ['四百公里', '四百'],
  ])('have the number of %j as %s', (text, number) => {
    expect([...signsOf(text).numbers.keys()]).toEqual([number]);
  });

  it('have names from inside sentences, not the words that only begin one', () => {
    const { names } = signsOf('Engineers found cracks. The mayor of Tarvin called Helga Strand.');
    expect([...names].sort()).toEqual(['helga', 'stran', 'tarvi']);
  });

  it('are pairs of characters where a script writes no spaces', () => {
    expect([...signsOf('台風が上陸').terms.keys()]).toEqual(['台風', '風が', 'が上', '上陸']);
  });

  it('do not depend on Unicode form or case', () => {
    const signs = (text: string) => [...signsOf(text).terms.keys()];
    expect(signs('MÜNCHEN öffnet')).toEqual(signs('mu\u0308nchen o\u0308ffnet'));
  });
});

describe('an index of stories', () => {
  const pairs = labelledPairs(labelledStories('held-out'));

  it('finds what comparing with every text finds', () => {
    for (const { one, other } of pairs) {
      const index = storyIndex<string>();
      index.add(signsOf(one), 'one');
      expect(index.find(signsOf(other))).toBe(alike(one, other) >= SAME_STORY ? 'one' : undefined);
    }
  });

  it('gives the likest, and only one that is allowed', () => {
    const index = storyIndex<string>();
    index.add(signsOf(`${STORY} The regulator has to agree.`), 'longer');
    index.add(signsOf(STORY), 'same');
    index.add(signsOf('A comet passes Mars in October.'), 'comet');
    expect(index.find(signsOf(STORY))).toBeDefined();
    expect(index.find(signsOf(STORY), (item) => item === 'longer')).toBe('longer');
    expect(index.find(signsOf(STORY), (item) => item === 'comet')).toBeUndefined();
  });
});
