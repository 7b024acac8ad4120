import { describe, expect, it } from 'vitest';
import { collected } from './briefing/collecting.ts';

const TWO = `
## Ferry returns

The ferry to the north islands sails again on Monday.

## Copper falls

Copper fell by four percent in London on Tuesday.
`;
const markdown = (matter: string) =>
  collected(`---\n${matter}\n---\n${TWO}`, { source: 'news.md', format: 'markdown' });
const weights = (matter: string) => markdown(matter).topics.map(({ weight }) => weight);

describe('the weight of topics', () => {
  it('is the one of the briefing', () => {
    expect(weights('weight: 5')).toEqual([5, 5]);
  });

  it('is their own where they have one', () => {
    expect(weights('weight: 5\ntopics:\n  - weight: -3\n  - headline: Copper is down')).toEqual([-3, 5]);
    expect(weights('topics:\n  - weight: 0\n  - weight: 9')).toEqual([undefined, 9]);
  });

  it('is none where nobody says so', () => {
    expect(weights('title: Monday')).toEqual([undefined, undefined]);
  });

  it('comes from JSON as well', () => {
    const topic = { body: 'The ferry to the north islands sails again on Monday.' };
    const other = { body: 'Copper fell by four percent in London on Tuesday.', weight: 7 };
    const document = JSON.stringify({ weight: 2, topics: [topic, other] });
    const { topics } = collected(document, { source: 'news.json', format: 'json' });
    expect(topics.map(({ weight }) => weight)).toEqual([2, 7]);
  });

  it.each(['weight: heavy', 'weight: 1.5', 'weight: 101', 'weight: -101', 'weight: [1]'])(
    'is refused as %s, with its line',
    (matter) => {
      expect(() => markdown(matter)).toThrow(
        'news.md:2: weight: must be a whole number from -100 to 100; more comes earlier',
      );
    },
  );
});
