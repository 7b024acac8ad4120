import { describe, expect, it } from 'vitest';
import { sentencesOf } from '../../lambdas/core/briefing/sentences.ts';
import {
  bodies,
  COMET,
  collected,
  cuts,
  FERRY,
  fromMarkdown,
  GRAIN,
  headlines,
} from './briefing/collecting.ts';
import { SCRAPED } from './briefing/scraped.ts';

describe('a briefing scraped from a page, five paragraphs and two buttons', () => {
  const result = collected(SCRAPED);

  it('has five topics with headlines that stand alone', () => {
    expect(headlines(result)).toEqual([
      'German Foreign Minister Lena Vogt visited India',
      'Berlin has been critical of India’s purchases of oil',
      'Vogt’s trip addresses growing concerns in Delhi about German limits',
      'Vogt is expected to underline Germany’s commitment to free shipping',
      'Vogt’s trip serves as a chance to settle old disputes',
    ]);
    expect(result.topics.map((each) => each.headlineSource)).toEqual(Array(5).fill('compressed'));
  });

  it('loses the two buttons, each with its line and its rule, and nothing else', () => {
    expect(cuts(result)).toEqual(['11 share-button Share.', '12 mobile-version Exit mobile version']);
  });

  it('keeps every sentence in its order', () => {
    const paragraphs = SCRAPED.split('\n').filter((line) => line.length > 60);
    expect(bodies(result)).toEqual(paragraphs);
    expect(bodies(result).flatMap((body) => sentencesOf(body, 'en'))).toHaveLength(12);
  });

  it('names people and places, counts words, and says where it came from', () => {
    const [first] = result.topics;
    expect(first?.entities.slice(0, 3)).toEqual(['Lena Vogt', 'India', 'Russia']);
    expect(first).toMatchObject({ words: 40, section: 'world', source: 'news.txt', links: [] });
    expect(first).not.toHaveProperty('html');
    expect(result.language).toBe('en');
  });
});

describe('a briefing without news', () => {
  it.each([
    ['nothing', '', 0],
    ['white space', ' \n\t\n\u00a0\n', 0],
    ['a BOM alone', '\ufeff', 0],
    ['junk alone', 'Share\n\nAdvertisement\n\nRead more\n', 3],
  ])('has no topics: %s', (_, content, cut) => {
    const result = collected(content);
    expect(result.topics).toEqual([]);
    expect(result.cut).toHaveLength(cut);
  });
});

describe('a briefing that says something twice', () => {
  it('has it once, and reports the repetition', () => {
    const result = collected(`${FERRY}\n\n${GRAIN}\n\n${FERRY}\n`);
    expect(bodies(result)).toEqual([FERRY, GRAIN]);
    expect(cuts(result)).toEqual([`5 duplicate ${FERRY}`]);
  });

  it('reports the heading of a repeated text with it', () => {
    const result = fromMarkdown(`## Ferries sail\n\n${FERRY}\n\n## Boats leave\n\n${FERRY}\n`);
    expect(cuts(result)).toEqual(['5 duplicate Boats leave', `7 duplicate ${FERRY}`]);
  });

  it('gives the second of two equal headings another headline, and reports it', () => {
    const result = fromMarkdown(`## News\u0020today\n\n${FERRY}\n\n## News today\n\n${COMET}\n`);
    expect(headlines(result)).toEqual(['News today', 'A comet from outside the solar system will pass Mars']);
    expect(cuts(result)).toEqual(['5 headline-repeated News today']);
  });

  it('numbers the headline of a text that begins like another to the last word', () => {
    const result = collected('Oil fell.\n\nOil fell!\n\nOil fell?\n');
    expect(new Set(headlines(result)).size).toBe(3);
  });
});

describe('sections', () => {
  const text = `# The Wire\n\n## World\n\n### Ferries sail\n\n${FERRY}\n\n## 📈 MÄRKTE:\n\n### Grain is cheap\n\n${GRAIN}\n`;

  it('take the topics under a heading that says their id or title, in any language', () => {
    const { topics, title, cut } = fromMarkdown(text);
    expect(topics.map(({ section, headline }) => [section, headline])).toEqual([
      ['world', 'Ferries sail'],
      ['markets', 'Grain is cheap'],
    ]);
    expect(title).toBe('The Wire');
    expect(cut).toEqual([]);
  });

  it('that are not configured are reported, and their topics go to the default', () => {
    const { topics, cut } = fromMarkdown(`## Sports\n\n### Ferries sail\n\n${FERRY}\n`, {
      defaultSection: 'science',
    });
    expect(topics.map(({ section, headline }) => [section, headline])).toEqual([['science', 'Ferries sail']]);
    expect(cut).toEqual([{ line: 1, text: 'Sports', rule: 'unknown-section' }]);
  });

  it('work in plain text too', () => {
    const { topics } = collected(`Morning news\n\nWorld\n\n${FERRY}\n\nMarkets\n\n${GRAIN}\n`);
    expect(topics.map((each) => each.section)).toEqual(['world', 'markets']);
  });
});

describe('topic ids', () => {
  it('are t and sixteen hex digits, and pinned: another id would make an old story new', () => {
    expect(collected(FERRY).topics[0]?.id).toBe('tcc0f0211bc5ed9bd');
  });

  it('do not know headline, section, format or wrapping', () => {
    const ids = [
      collected(FERRY),
      fromMarkdown(`## Markets\n\n### Ferries\n\n${FERRY}`),
      collected(FERRY.replace(' sail', '\nsail')),
      collected(`\ufeff${FERRY}\r\n`),
    ].map(({ topics }) => topics[0]?.id);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('a briefing over 5 MiB', () => {
  it('is refused by name, with its size', () => {
    expect(() => collected('x'.repeat(5 * 1024 * 1024 + 1))).toThrow(
      'news.txt:1: has 5242881 bytes; a briefing has at most 5242880 (5 MiB)',
    );
  });
});
