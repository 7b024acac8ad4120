import { describe, expect, it } from 'vitest';
import { bodies, collected, cuts, FERRY, fromMarkdown, fromPage, GRAIN, headlines } from './collecting.ts';

describe('numbered items that begin in capitals', () => {
  it('have the capitals as their headlines, also with figures and currencies in them', () => {
    const result = collected(
      [
        'MORNING BRIEF: Tuesday',
        '1. HARBOUR OPENS AGAIN The port of Kiel let in the first ship on Monday after nine days of storm.',
        '2. OIL SLIPS BELOW $70 Brent crude fell 1.8% to $69.40 a barrel as traders sold.',
        '3. UNEMPLOYMENT AT 5.1% More people were without work in October than in any month since 2021.',
      ].join('\n\n'),
    );
    expect(headlines(result)).toEqual(['Harbour Opens Again', 'Oil Slips Below $70', 'Unemployment at 5.1%']);
    expect(bodies(result)[1]).toBe('Brent crude fell 1.8% to $69.40 a barrel as traders sold.');
  });
});

describe('paragraphs that begin in bold', () => {
  it('are topics with the bold words as headline, whether a mark follows them or none', () => {
    const result = fromMarkdown(
      [
        '**Ferries sail.** The boats to the islands left on time on Monday.',
        '**Chipmaker to build in Dresden** The company said it would create two thousand jobs in Saxony.',
        '**Vaccine trial halted:** Researchers paused a trial after two volunteers fell ill.',
      ].join('\n\n'),
    );
    expect(headlines(result)).toEqual([
      'Ferries sail',
      'Chipmaker to build in Dresden',
      'Vaccine trial halted',
    ]);
  });

  it('keep a name that is only emphasised in its sentence', () => {
    const result = fromMarkdown(
      [
        '**Ferries sail.** The boats to the islands left on time on Monday.',
        '**European Central Bank** President Christine Lagarde said that rates would stay where they are.',
        '**The new minister of finance** Lena Vogt said that she would not raise taxes this year.',
      ].join('\n\n'),
    );
    expect(bodies(result).join(' ')).toContain('European Central Bank President Christine Lagarde said');
    expect(bodies(result).join(' ')).toContain('The new minister of finance Lena Vogt said');
  });
});

describe('a button behind the last sentence of a paragraph', () => {
  it('leads to the story and is no part of the text', () => {
    const result = fromMarkdown(`## Ferries sail\n\n${FERRY} [Read more →](https://example.org/ferries)\n`);
    expect(result.topics[0]).toMatchObject({
      body: FERRY,
      summary: FERRY,
      html: `<p>${FERRY}</p>`,
      links: [],
      link: 'https://example.org/ferries',
    });
    expect(cuts(result)).toEqual(['3 read-more Read more →']);
  });

  it('stays where the sentence needs it', () => {
    const text = 'To learn what the ferries carry, read more';
    const { topics } = fromMarkdown(
      `## Ferries\n\n${FERRY} To learn what they carry, [read more](https://example.org/f).\n`,
    );
    expect(topics[0]?.body).toBe(`${FERRY} To learn what they carry, read more.`);
    expect(text).not.toBe(topics[0]?.body);
  });
});

describe('a title, its key points, and the text', () => {
  const result = collected(
    `Bank cuts rates again\n\nKey points\n• Rates fall to 2%\n• Forecast is cut to 0.7%\n\n${FERRY}\n\n${GRAIN}\n`,
  );

  it('has the title as the title, the points as one topic, and the label reported', () => {
    expect(result.title).toBe('Bank cuts rates again');
    expect(bodies(result)).toEqual(['• Rates fall to 2%\n\n• Forecast is cut to 0.7%', FERRY, GRAIN]);
    expect(cuts(result)).toEqual(['3 label Key points']);
  });
});

describe('a web page with everything that stands around its text', () => {
  const result = fromPage(
    `<html><head><title>Round-up | The Coast</title></head><body>
     <div role="dialog"><p>We use cookies to improve your experience.</p><button>Accept all</button></div>
     <nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
     <main><article><h1>Round-up</h1><p>By Jane Doe</p>
     <h2>Ferries sail</h2><p>${FERRY} The boats were full on the first day, the company said on Monday.</p><div class="ad">Advertisement</div>
     <h2>Grain is cheap</h2><p>${GRAIN} Farmers in the east are holding their harvest back for now.</p></article></main>
     <footer><p>© 2026 The Coast</p></footer></body></html>`,
  );

  it('has its headings as headlines and reports all the rest', () => {
    expect(result.title).toBe('Round-up');
    expect(headlines(result)).toEqual(['Ferries sail', 'Grain is cheap']);
    expect(result.topics.map((each) => each.headlineSource)).toEqual(['source', 'source']);
    expect(result.cut.map((each) => each.text)).toEqual(
      expect.arrayContaining([
        'Accept all',
        'Home',
        'Sport',
        'By Jane Doe',
        'Advertisement',
        '© 2026 The Coast',
      ]),
    );
  });
});
