import { describe, expect, it } from 'vitest';
import { collected } from './collecting.ts';

const headlineOf = (text: string) => collected(text).topics[0]?.headline;

describe('the headline of an English paragraph', () => {
  it.each([
    [
      'Spotify raised prices in 11 countries, its third increase in two years.',
      'Spotify raised prices in 11 countries',
    ],
    [
      'Heathrow Airport will reopen on Saturday, more than 18 hours after a fire cut its power.',
      'Heathrow Airport will reopen on Saturday',
    ],
    [
      'An earthquake of magnitude 6.9 struck off the coast of Chile early on Wednesday; no tsunami warning was issued.',
      'Earthquake of magnitude 6.9 struck off the coast of Chile',
    ],
    [
      'Despite months of talks, the two sides failed to reach an agreement on the Nile dam.',
      'Two sides failed to reach agreement on the Nile dam',
    ],
    [
      'After 14 years and three trials, a Rome court acquitted Ada Roe of slander.',
      'A Rome court acquitted Ada Roe of slander',
    ],
    [
      "More than half of Australia's coral reefs show signs of bleaching, a survey found.",
      "More than half of Australia's coral reefs show signs of bleaching",
    ],
  ])('%s', (text, headline) => {
    expect(headlineOf(text)).toBe(headline);
  });

  it.each([
    [
      'a quotation',
      'Christine Lagarde said the bank was now "well positioned" and gave no hint of a further move.',
      /\bnow$/,
    ],
    [
      'what something was called',
      'A painting found in a Marseille attic was confirmed as a Chardin and could fetch 8 million euros.',
      /confirmed$/,
    ],
    [
      'a condition',
      'Volkswagen will cut 7,000 jobs in the east of Germany by 2030 unless unions agree to lower wages.',
      /2030$/,
    ],
    [
      'the verb',
      'Mr. Erik Solberg, the mayor, said the U.S. Navy would still be allowed to visit the old town in May.',
      /mayor$/,
    ],
    [
      'a negation',
      'The council of Bergen did not approve a plan to build 400 flats near the old hospital.',
      /^(?!.*\bnot\b)/,
    ],
  ])('never stops before %s', (_, text, broken) => {
    expect(headlineOf(text)).not.toMatch(broken);
  });
});
