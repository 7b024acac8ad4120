import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Topic } from '../../../lambdas/core/briefing/topic.ts';
import { compileIssue, compileSkeleton } from '../../../lambdas/core/mail/compile-skeleton.ts';
import { IssueTooLarge, MOST_HTML } from '../../../lambdas/core/mail/fit-size.ts';
import { readParts } from '../../../lambdas/core/mail/read-parts.ts';
import type { MailReader, Skeleton } from '../../../lambdas/core/mail/skeleton.ts';
import { spliceMail } from '../../../lambdas/core/mail/splice.ts';
import type { TemplateSet } from '../../../lambdas/core/mail/template-set.ts';
import { aNewsletter, anIssue, aReader, aTopic, projectTemplates } from '../../support/issue-builders.ts';
import { aParagraph } from '../../support/texts.ts';

let templates: TemplateSet;
beforeAll(async () => {
  templates = await projectTemplates();
});

/** As long as a topic of a real briefing: about 100 words in five sentences. */
function aFullTopic(number: number, sentences = 5, changes: Partial<Topic> = {}): Topic {
  const { summary, body } = aParagraph(number, sentences);
  return aTopic({ headline: `Ferry line ${number} opens in the spring`, summary, body, ...changes });
}

const full = (count: number, sentences?: number) =>
  Array.from({ length: count }, (_, index) => aFullTopic(index, sentences));

function partsOf(skeleton: Skeleton, reader: MailReader = aReader()) {
  const mail = spliceMail(skeleton, reader, new Date(0));
  if (mail.kind !== 'mail') throw new Error('expected a mail');
  return readParts(mail.raw, skeleton.boundary);
}

describe('the size of a mail', () => {
  test('is under 40 KB of HTML for 5 topics of 100 words and under 100 KB for 15, untrimmed', async () => {
    for (const [count, limit] of [
      [5, 40_000],
      [15, 100_000],
    ] as const) {
      const topics = full(count);
      expect(topics[0]?.words).toBeGreaterThan(95);
      const { skeleton, trimmed } = await compileIssue(anIssue(topics), 'de', aNewsletter(), templates);
      expect(Buffer.byteLength(partsOf(skeleton).html)).toBeLessThan(limit);
      expect(trimmed.size).toBe(0);
    }
  });

  test('over 100 KB is trimmed from the last topic upward, with a link to the rest', async () => {
    const topics = full(12, 60);
    const issue = anIssue(topics);
    const { skeleton, trimmed } = await compileIssue(issue, 'en', aNewsletter(), templates);
    const ids = issue.topics.map((topic) => topic.id);
    expect([...trimmed].toReversed()).toEqual(ids.slice(-trimmed.size));
    expect(trimmed.size).toBeGreaterThan(0);
    expect(trimmed.size).toBeLessThan(12);

    const { html, text } = partsOf(skeleton);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(MOST_HTML);
    const last = issue.topics.at(-1) as Topic;
    const rest = `https://news.example.com/archive/${issue.id}#${last.id}`;
    const [firstEnd, lastEnd] = [topics[0], last].map(
      (topic) => topic?.body.split(' ').slice(-9).join(' ') ?? '',
    );
    for (const part of [html, text]) {
      expect(part).toContain(last.summary.split(' ').slice(0, 4).join(' '));
      expect(part).toContain(rest);
    }
    const flat = text.replace(/\s+/g, ' ');
    expect(html).toContain(firstEnd);
    expect(flat).toContain(firstEnd);
    expect(html).not.toContain(lastEnd);
    expect(flat).not.toContain(lastEnd);
    expect(html.split('Read the rest online')).toHaveLength(trimmed.size + 1);
  });

  test('that no trimming brings under 100 KB is refused, and says what to do', async () => {
    const summary = 'word '.repeat(2000);
    const topics = full(12).map((topic) => ({ ...topic, summary, body: `${summary}\n\n${topic.body}` }));
    const refused = compileSkeleton(anIssue(topics), 'en', aNewsletter(), templates);
    await expect(refused).rejects.toThrow(IssueTooLarge);
    await expect(refused).rejects.toThrow(/\d+ KB of HTML with all 12 topics.*Put fewer topics into it/);
  });
});

describe('a skeleton', () => {
  test('is the same bytes for the same issue', async () => {
    const issue = anIssue(full(3));
    const [one, other] = await Promise.all([
      compileSkeleton(issue, 'ar', aNewsletter(), templates),
      compileSkeleton(issue, 'ar', aNewsletter(), templates),
    ]);
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  test('has no trace of the tokens it was made with', async () => {
    const issue = anIssue([aFullTopic(1, 5, { link: 'https://example.com/' })]);
    const { html } = partsOf(await compileSkeleton(issue, 'en', aNewsletter(), templates));
    expect(html).not.toMatch(/q[0-9a-f]{16}n\d+z|\{\{|<mj-/);
  });

  test('has every field of the theme, on light and on dark paper', async () => {
    const theme = {
      accent: '#010101',
      accentDark: '#020202',
      paper: '#030303',
      paperDark: '#040404',
      background: '#050505',
      backgroundDark: '#060606',
      ink: '#070707',
      inkDark: '#080808',
      muted: '#090909',
      mutedDark: '#0a0a0a',
      font: "'My Sans', sans-serif",
      headlineFont: 'My Serif, serif',
      logo: 'https://example.com/logo.png',
      radius: 13,
    };
    const newsletter = aNewsletter({ theme });
    const { html } = partsOf(await compileSkeleton(anIssue([aTopic()]), 'en', newsletter, templates));
    for (const value of Object.values(theme)) expect(html).toContain(String(value));
    expect(html).toMatch(/<img [^>]*alt="The Morning Wire"[^>]*src="https:\/\/example.com\/logo.png"/);
  });

  test('loads no font, sets no cookie and counts nobody: it asks for nothing but its pictures', async () => {
    const image = { src: 'https://example.com/boat.png', alt: 'A boat' };
    const { html } = partsOf(
      await compileSkeleton(anIssue([aTopic({ image })]), 'en', aNewsletter(), templates),
    );
    expect(html).not.toMatch(/@import|<link|<iframe|url\(|<form|<input/i);
    expect(html.match(/src="[^"]*"/g)).toEqual(['src="https://example.com/boat.png"']);
  });

  test('marks language and direction of the chrome and of the topics apart', async () => {
    const topic = aTopic({ headline: 'افتتاح الميناء', body: 'يفتح الميناء من جديد.', summary: '' });
    const issue = anIssue([topic], { language: 'ar' });
    const { html } = partsOf(await compileSkeleton(issue, 'de', aNewsletter(), templates));
    expect(html).toMatch(/<html lang="de" dir="ltr"/);
    expect(html).toMatch(/<div lang="ar" dir="rtl" class="ink prose">/);
    expect(html).toMatch(/<p lang="de" dir="ltr" class="muted"/);
    const arabic = partsOf(await compileSkeleton(issue, 'ar', aNewsletter(), templates)).html;
    expect(arabic).toMatch(/<html lang="ar" dir="rtl"/);
  });
});

describe('the text part', () => {
  test('holds at least 98 % of the words of the HTML and every link', async () => {
    const html =
      '<p>The <a href="https://example.com/report">report of the port</a> is out.</p><ul><li>One</li><li>Two</li></ul>';
    const topics = [
      ...full(3),
      aFullTopic(9, 5, { link: 'https://example.com/story?a=1&b=2', section: 'markets' }),
      aTopic({
        html,
        body: 'The report of the port is out.\n\nOne\n\nTwo',
        links: [{ label: 'report of the port', href: 'https://example.com/report' }],
        image: { src: 'https://example.com/boat.png', alt: 'A boat at dawn' },
      }),
    ];
    const skeleton = await compileSkeleton(anIssue(topics), 'en', aNewsletter(), templates);
    const parts = partsOf(skeleton);
    const { document } = (await import('linkedom')).parseHTML(parts.html);
    for (const each of document.querySelectorAll('style, script, title')) each.remove();

    const wordsOf = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];
    const there = new Map<string, number>();
    for (const word of wordsOf(parts.text)) there.set(word, (there.get(word) ?? 0) + 1);
    const wanted = wordsOf(document.body.textContent ?? '');
    const found = wanted.filter((word) => {
      const left = there.get(word) ?? 0;
      there.set(word, left - 1);
      return left > 0;
    });
    expect(found.length / wanted.length).toBeGreaterThanOrEqual(0.98);

    const links = [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href') ?? '');
    for (const href of links.filter((each) => !each.startsWith('#'))) expect(parts.text).toContain(href);
    expect(links.filter((href) => href.startsWith('#'))).toHaveLength(topics.length);
  });

  test('in Japanese is wrapped to 76 columns', async () => {
    const body = readFileSync(new URL('../../golden/briefing.ja.txt', import.meta.url), 'utf8').trim();
    const issue = anIssue([aTopic({ headline: '港が再開', body, summary: '', id: 't1' })], {
      language: 'ja',
    });
    const { text } = partsOf(await compileSkeleton(issue, 'ja', aNewsletter(), templates));
    await expect(text).toMatchFileSnapshot('../../golden/issue.ja.txt');
  });
});
