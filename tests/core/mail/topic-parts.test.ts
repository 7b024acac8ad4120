import { beforeAll, describe, expect, test } from 'vitest';
import { directionOf } from '../../../lambdas/core/mail/direction.ts';
import { archiveUrl, dateline, restUrl } from '../../../lambdas/core/mail/issue-facts.ts';
import { type Locale, loadLocale } from '../../../lambdas/core/mail/locale.ts';
import { topicHtml } from '../../../lambdas/core/mail/topic-html.ts';
import { topicText } from '../../../lambdas/core/mail/topic-text.ts';
import { aNewsletter, anIssue, aTopic, projectTemplates, theDaily } from '../../support/issue-builders.ts';
import { aParagraph } from '../../support/texts.ts';

let english: Locale;
beforeAll(async () => {
  english = loadLocale(await projectTemplates(), 'en');
});

const link = (label: string, href: string) => ({ label, href });

describe('a topic in text', () => {
  test('numbers its links where they stand, an address once, and lists them below', () => {
    const topic = aTopic({
      headline: 'Rates',
      body: 'The bank and the bank again, says the report.',
      links: [
        link('bank', 'https://example.com/bank'),
        link('bank', 'https://example.com/bank'),
        link('report', 'https://example.com/report'),
      ],
    });
    expect(topicText(topic, english, undefined)).toContain(
      'The bank [1] and the bank [1] again, says the report [2].\n\n' +
        '[1] https://example.com/bank\n[2] https://example.com/report\n',
    );
  });

  test('gives the story the number it has already when the text links to it', () => {
    const href = 'https://example.com/bank';
    const topic = aTopic({ body: 'The bank.', links: [link('bank', href)], link: href });
    expect(topicText(topic, english, undefined)).toContain(
      `The bank [1].\n\nRead the full story [1]\n\n[1] ${href}\n`,
    );
  });

  test('sets a link whose label is not in the text at its end', () => {
    const topic = aTopic({ body: 'One.', links: [link('Map', 'https://example.com/map')] });
    expect(topicText(topic, english, undefined)).toContain(
      'One.\n\nMap [1]\n\n[1] https://example.com/map\n',
    );
  });

  test('names who reported it, with their pages, and not the briefing it came in', () => {
    const topic = aTopic({
      body: 'One.',
      link: 'https://a.example/1',
      sources: [
        { name: 'monday.md' },
        { name: 'Harbour Notes', link: 'https://a.example/1' },
        { name: 'Pier News', link: 'https://b.example/2' },
      ],
    });
    expect(topicText(topic, english, undefined)).toContain(
      'One.\n\nReported by: Harbour Notes [1] · Pier News [2]\n\nRead the full story [1]\n\n' +
        '[1] https://a.example/1\n[2] https://b.example/2\n',
    );
  });

  test('has the link to the story last, and to the rest when it was cut back', () => {
    const topic = aTopic({ body: 'One.', link: 'https://example.com/story' });
    expect(topicText(topic, english, 'https://news.example.com/archive/x')).toContain(
      'Read the full story [1]\nRead the rest online [2]\n\n' +
        '[1] https://example.com/story\n[2] https://news.example.com/archive/x\n',
    );
  });
});

describe('a topic in HTML', () => {
  test('opens with its summary as a lead, and no word is lost', () => {
    const { summary, body } = aParagraph(1, 5);
    const { lead, rest } = topicHtml(aTopic({ summary, body, words: 100 }), '#0b5c4a', 'left');
    expect(lead).toBe(summary);
    expect(`${lead} ${rest.replace(/<[^>]*>/g, '')}`).toBe(body);
  });

  test('has no lead when it is short, when the summary is from elsewhere or ends inside a word', () => {
    const { summary, body } = aParagraph(1, 5);
    const leadOf = (changes: Parameters<typeof aTopic>[0]) =>
      topicHtml(aTopic({ summary, body, words: 100, ...changes }), '#0b5c4a', 'left').lead;
    expect(leadOf({ words: 59 })).toBe('');
    expect(leadOf({ summary: 'It replaces a bus service' })).toBe('');
    expect(leadOf({ summary: 'The new fer' })).toBe('');
    expect(leadOf({ summary: '' })).toBe('');
  });

  test('keeps its paragraphs and lines', () => {
    const { rest } = topicHtml(aTopic({ body: 'One.\n\nTwo\nthree.', summary: '' }), '#0b5c4a', 'left');
    expect(rest.replace(/ style="[^"]*"/g, '')).toBe('<p>One.</p>\n<p>Two<br />three.</p>');
  });

  test('indents lists on the side where lines begin and keeps their first number', () => {
    const html = '<ol start="3"><li>Three</li></ol>';
    expect(topicHtml(aTopic({ html }), '#0b5c4a', 'right').rest).toBe(
      '<ol start="3" style="margin:0 0 14px;padding-right:24px"><li style="margin:0 0 6px">Three</li></ol>',
    );
  });

  test('marks links with colour and line', () => {
    const { rest } = topicHtml(aTopic({ html: '<a href="https://example.com/">x</a>' }), '#0b5c4a', 'left');
    expect(rest).toBe(
      '<a href="https://example.com/" class="accent" style="color:#0b5c4a;text-decoration:underline">x</a>',
    );
  });
});

describe('the dateline', () => {
  const late = { edition: theDaily(aNewsletter()), now: new Date('2026-11-23T23:30:00Z') };

  test("is the day in the edition's time zone, in the mail's language", () => {
    const issue = anIssue([aTopic()], late);
    expect(dateline(issue, aNewsletter(), 'en')).toBe('Daily · Tuesday, November 24, 2026');
    expect(dateline(issue, aNewsletter(), 'de')).toBe('Täglich · Dienstag, 24. November 2026');
    expect(dateline(issue, aNewsletter({ timeZone: 'America/New_York' }), 'en')).toContain('November 23');
  });

  test("is written as the newsletter's region does, in its own language only", () => {
    const british = aNewsletter({ language: 'en-GB' });
    const issue = anIssue([aTopic()], { now: late.now });
    expect(dateline(issue, british, 'en')).toBe('Tuesday, 24 November 2026');
    expect(dateline(issue, british, 'de')).toBe('Dienstag, 24. November 2026');
  });
});

test('an archive address survives a name with any characters', () => {
  const newsletter = aNewsletter({ siteUrl: 'https://news.example.com/' });
  const topic = aTopic({ id: 't1' });
  const odd = anIssue([topic], { id: 'a b/c?' });
  expect(archiveUrl(newsletter, odd)).toBe('https://news.example.com/archive/a%20b%2Fc%3F');
  expect(restUrl(newsletter, anIssue([topic]), topic)).toBe(
    'https://news.example.com/archive/daily.2026-11-24T0700#t1',
  );
});

test.each([
  ['Harbour opens', 'ltr'],
  ['افتتاح', 'rtl'],
  ['12: שלום', 'rtl'],
  ['港', 'ltr'],
  ['123', 'ltr'],
])('%s is written %s', (text, direction) => {
  expect(directionOf(text)).toBe(direction);
});
