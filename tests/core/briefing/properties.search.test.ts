import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BriefingFormat, CollectedBriefing } from '../../../lambdas/core/briefing/topic.ts';
import { bodies, collected } from './collecting.ts';

const squeezed = (text: string) => text.replace(/\s+/g, ' ');

const NAMES = ['Lena Vogt', 'the bank', 'Kenya', 'A court in Oslo', 'Dr. Ada Roe', 'The U.S. Senate', 'NASA'];
const VERBS = ['opened', 'has not closed', 'will share', 'read more about', 'sold', 'said it would visit'];
const THINGS = [
  'the harbour',
  'two advertisements',
  'a 4.5 percent stake',
  'home news',
  '“the old bridge”',
  'St. Paul’s',
];

/** A sentence of prose, unlike every other by its number. */
const sentence = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...VERBS), fc.constantFrom(...THINGS), fc.nat())
  .map(([name, verb, thing, number]) => {
    const text = `${name} ${verb} ${thing} for the ${number}th time this year.`;
    return text.charAt(0).toUpperCase() + text.slice(1);
  });
const sentences = fc.uniqueArray(sentence, { minLength: 1, maxLength: 5 });

const JUNK = [
  'Share.',
  'Exit mobile version',
  'Advertisement',
  'Read more',
  '© 2026 The Wire',
  'Follow us on X',
  '5 min read',
];
const junk = fc.option(fc.constantFrom(...JUNK), { nil: '' });

/** Wraps at a width as a mail program does. */
function wrapped(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    const line = lines[last] ?? '';
    if (line && line.length + 1 + word.length > width) lines.push(word);
    else lines[last] = line ? `${line} ${word}` : word;
  }
  return lines.join('\n');
}

/** How one topic is written, in the shapes that real briefings come in. */
const SHAPES: Record<string, (text: string[], index: number) => string> = {
  paragraph: (text) => text.join(' '),
  wrapped: (text) => wrapped(text.join(' '), 72),
  heading: (text, index) => `Harbour news number ${index}\n\n${text.join(' ')}`,
  numbered: (text, index) => `${index + 1}. ${text.join(' ')}`,
  capitals: (text, index) => `${index + 1}. HARBOUR NEWS FROM KIEL ${text.join(' ')}`,
  bullets: (text) =>
    `${text[0]}\n${text
      .slice(1)
      .map((each) => `- ${each}`)
      .join('\n')}`,
  labelled: (text, index) => `**Harbour news ${index}.** ${text.join(' ')}`,
  markdownHeading: (text, index) => `## Harbour news ${index}\n\n${text.join(' ')}`,
};

const briefing = fc
  .record({
    shape: fc.constantFrom(...Object.keys(SHAPES)),
    topics: fc.array(sentences, { minLength: 1, maxLength: 5 }),
    junk,
    lineEnd: fc.constantFrom('\n', '\r\n'),
    finalLineEnd: fc.boolean(),
    format: fc.constantFrom<BriefingFormat>('text', 'markdown'),
  })
  .map((made) => {
    const seen = new Set<string>();
    const topics = made.topics.map((each) => each.filter((text) => !seen.has(text) && seen.add(text)));
    const parts = topics
      .filter((each) => each.length > 0)
      .map((each, index) => SHAPES[made.shape]?.(each, index));
    const text = parts.map((part) => [part, made.junk].filter(Boolean).join('\n\n')).join('\n\n');
    const content = (text + (made.finalLineEnd ? '\n' : '')).replace(/\n/g, made.lineEnd);
    return { content, format: made.format, sentences: topics.flat() };
  });

/** How many topics hold a sentence, in their text or as their headline, and how many cuts report it. */
function places({ topics, cut }: CollectedBriefing, text: string): { topics: number; cut: number } {
  const holds = (written: string) => squeezed(written).includes(text);
  return {
    topics: topics.filter((each) => holds(each.body) || holds(each.headline)).length,
    cut: cut.filter((each) => holds(each.text)).length,
  };
}

describe('any briefing', () => {
  it('has every sentence of its prose in exactly one topic, in their order', () => {
    fc.assert(
      fc.property(briefing, ({ content, format, sentences: written }) => {
        const result = collected(content, { format });
        for (const text of written) expect(places(result, text), text).toEqual({ topics: 1, cut: 0 });
        const all = squeezed(bodies(result).join(' '));
        const found = written.map((text) => all.indexOf(text));
        expect(found).toEqual(found.toSorted((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  it('has a headline in every topic, none twice, and a summary that is letter for letter in the text', () => {
    fc.assert(
      fc.property(briefing, ({ content, format }) => {
        const { topics } = collected(content, { format });
        const headlines = topics.map((each) => each.headline.toLowerCase());
        expect(new Set(headlines).size).toBe(headlines.length);
        for (const { headline, summary, body } of topics) {
          expect(headline.trim()).not.toBe('');
          expect(summary).not.toBe('');
          expect(body).toContain(summary);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('gives the same topic ids whatever its line ends are', () => {
    fc.assert(
      fc.property(briefing, ({ content, format }) => {
        const ids = (text: string) => collected(text, { format }).topics.map((each) => each.id);
        expect(ids(content.replace(/\r\n/g, '\n'))).toEqual(ids(content.replace(/\r?\n/g, '\r\n')));
      }),
      { numRuns: 50 },
    );
  });

  it('gives a paragraph the same id whatever stands around it', () => {
    fc.assert(
      fc.property(sentences, sentences, (one, other) => {
        fc.pre(one.join(' ') !== other.join(' '));
        const alone = collected(one.join(' ')).topics[0]?.id;
        const together = collected(`${other.join(' ')}\n\n${one.join(' ')}`).topics;
        expect(together.map((each) => each.id)).toContain(alone);
      }),
      { numRuns: 50 },
    );
  });
});

/** Anything a file can hold: half of it text of some script, half of it noise. */
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        '---\n',
        '# ',
        '- ',
        '1. ',
        '> ',
        '**',
        '<p>',
        '</div>',
        '<!--',
        '\n\n',
        '\t',
        '&amp;',
        '[a](b',
        '`',
        '|',
        'Text. ',
        'مرحبا ',
        '你好。',
        '\ud800',
        '\0',
        '.',
        '\n',
      ),
      { maxLength: 80 },
    )
    .map((parts) => parts.join('')),
);

describe('any text at all', () => {
  it.each<BriefingFormat>(['text', 'markdown', 'html'])(
    'is collected or refused by name, as %s',
    (format) => {
      fc.assert(
        fc.property(anything, (content) => {
          try {
            for (const { headline, body } of collected(content, { format }).topics) {
              expect(headline).not.toBe('');
              expect(body.isWellFormed()).toBe(true);
            }
          } catch (error) {
            expect((error as Error).name).toBe('BriefingFault');
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  it('loses no letter of plain text without telling', () => {
    fc.assert(
      fc.property(anything, (content) => {
        const { title = '', topics, cut } = collected(content);
        const told = [
          title,
          ...topics.flatMap((each) => [each.headline, each.body]),
          ...cut.map((each) => each.text),
        ];
        const known = new Set(Array.from(told.join(' ').toLowerCase()));
        const letters = content.toWellFormed().match(/\p{L}/gu) ?? [];
        expect(letters.filter((letter) => !known.has(letter.toLowerCase()) && !known.has(letter))).toEqual(
          [],
        );
      }),
      { numRuns: 300 },
    );
  });
});
