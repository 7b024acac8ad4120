import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Topic } from '../../../lambdas/core/briefing/topic.ts';
import { compileSkeleton } from '../../../lambdas/core/mail/compile-skeleton.ts';
import { readParts } from '../../../lambdas/core/mail/read-parts.ts';
import { renderDirect } from '../../../lambdas/core/mail/render-direct.ts';
import type { MailReader, Skeleton } from '../../../lambdas/core/mail/skeleton.ts';
import { spliceMail } from '../../../lambdas/core/mail/splice.ts';
import type { TemplateSet } from '../../../lambdas/core/mail/template-set.ts';
import { aNewsletter, anIssue, aReader, aTopic, projectTemplates } from '../../support/issue-builders.ts';
import { readWithMailparser, readWithPostalMime } from '../../support/mail-readers.ts';

const AT = new Date('2026-11-24T06:00:00Z');
const newsletter = aNewsletter();
const SECTIONS = newsletter.sections.map((section) => section.id);

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    '\r\nBcc: x@example.org',
    '.',
    '<b>',
    '{{this}}',
    '🗞️',
    'مرحبا',
    'From me',
    '&amp;',
    'w'.repeat(300),
  ),
);
const line = fc.array(words, { minLength: 1, maxLength: 4 }).map((parts) => `A ${parts.join(' ')}`);

const topics = fc.array(
  fc.record({
    section: fc.constantFrom(...SECTIONS),
    headline: line,
    body: fc.array(line, { minLength: 1, maxLength: 3 }).map((each) => each.join('\n\n')),
    image: fc.boolean(),
    link: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

function topicOf(made: {
  section: string;
  headline: string;
  body: string;
  image: boolean;
  link: boolean;
}): Topic {
  const { image, link, ...rest } = made;
  return aTopic({
    ...rest,
    ...(image && { image: { src: 'https://example.com/a.png', alt: 'A "boat"' } }),
    ...(link && { link: 'https://example.com/story?a=1&b=2' }),
  });
}

let templates: TemplateSet;
beforeAll(async () => {
  templates = await projectTemplates();
});

function mailOf(skeleton: Skeleton, reader: MailReader, at = AT) {
  const mail = spliceMail(skeleton, reader, at);
  if (mail.kind !== 'mail') throw new Error('expected a mail');
  return mail;
}

describe('a spliced mail', () => {
  test('is byte for byte the mail rendered for that reader alone, whatever the topics and the choice', async () => {
    await fc.assert(
      fc.asyncProperty(
        topics,
        fc.subarray(SECTIONS),
        fc.constantFrom('en', 'de', 'ar', 'ja'),
        words,
        async (made, sections, language, name) => {
          const issue = anIssue(made.map(topicOf), { newsletter });
          const reader = aReader({ sections, name, email: "o'neil&co@example.org" });
          const skeleton = await compileSkeleton(issue, language, newsletter, templates);
          const direct = await renderDirect(issue, language, newsletter, templates, reader);
          const mail = spliceMail(skeleton, reader, AT);
          const spliced =
            mail.kind === 'mail' ? readParts(mail.raw, skeleton.boundary) : { html: '', text: '' };
          expect(spliced).toEqual(direct);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('is read alike by two parsers, is 7-bit CRLF in lines of 76, and has the headers it should and no others', async () => {
    await fc.assert(
      fc.asyncProperty(topics, words, words, async (made, name, subject) => {
        const issue = anIssue(made.map(topicOf), { newsletter, subject });
        const skeleton = await compileSkeleton(issue, 'en', newsletter, templates);
        const mail = mailOf(skeleton, aReader({ name }));
        const raw = Buffer.from(mail.raw).toString('latin1');
        expect(raw.replaceAll('\r\n', '')).toMatch(/^[\t\x20-\x7e]*$/);
        expect(Math.max(...raw.split('\r\n').map((each) => each.length))).toBeLessThanOrEqual(78);

        const [one, other] = [await readWithPostalMime(mail.raw), await readWithMailparser(mail.raw)];
        const parts = readParts(mail.raw, skeleton.boundary);
        for (const read of [one, other]) {
          expect(read.subject).toBe(mail.subject);
          expect(read.to).toBe('ada@example.org');
          expect(read.headers).toEqual(HEADERS);
          expect(read.html.trimEnd()).toBe(parts.html.trimEnd());
          expect(read.text.trimEnd()).toBe(parts.text.trimEnd());
        }
      }),
      { numRuns: 40 },
    );
  });

  test('says how to unsubscribe by one https address on one line (RFC 8058)', async () => {
    const skeleton = await compileSkeleton(anIssue([aTopic()]), 'en', newsletter, templates);
    const unsubscribeUrl = `https://news.example.com/u/${'k7Jp2QxY0aVb3nRt8LwZ1g'.repeat(6)}`;
    const raw = Buffer.from(mailOf(skeleton, aReader({ unsubscribeUrl })).raw).toString('latin1');
    expect(raw).toContain(`\r\nList-Unsubscribe: <${unsubscribeUrl}>\r\n`);
    expect(raw).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
    expect(raw).toContain('\r\nDate: Tue, 24 Nov 2026 06:00:00 +0000\r\n');
  });

  test('has a Message-ID of its own that repeats when the mail does', async () => {
    const skeleton = await compileSkeleton(anIssue([aTopic()]), 'en', newsletter, templates);
    const idOf = (reader: MailReader, at = AT) =>
      /Message-ID: (\S+)/.exec(Buffer.from(mailOf(skeleton, reader, at).raw).toString())?.[1];
    expect(idOf(aReader())).toMatch(/^<[0-9a-f]{32}@example\.com>$/);
    expect(idOf(aReader(), new Date(0))).toBe(idOf(aReader()));
    expect(idOf(aReader({ email: 'bob@example.org' }))).not.toBe(idOf(aReader()));
  });

  test("counts and times the reader's own topics, and takes its subject from the first", async () => {
    const issue = anIssue([
      aTopic({ section: 'world', headline: 'Harbour opens', words: 238 }),
      aTopic({ section: 'markets', headline: 'Rates rise', words: 476 }),
      aTopic({ section: 'markets', headline: 'Banks merge', words: 238 }),
    ]);
    const skeleton = await compileSkeleton(issue, 'en', newsletter, templates);
    const all = mailOf(skeleton, aReader());
    const some = mailOf(skeleton, aReader({ sections: ['markets'] }));
    expect(all.subject).toBe('Harbour opens');
    expect(readParts(all.raw, skeleton.boundary).text).toContain('3 topics · 4 min read');
    expect(some.subject).toBe('Rates rise');
    expect(some.topicIds).toEqual(issue.topics.slice(1).map((topic) => topic.id));
    const { text, html } = readParts(some.raw, skeleton.boundary);
    expect(text).toContain('2 topics · 3 min read');
    for (const part of [text, html]) {
      expect(part).not.toContain('Harbour opens');
      expect(part).not.toContain('World');
    }
    expect(html).toMatch(/display:none[^>]*>Banks merge&#847;/);
  });

  test('keeps a fixed subject and preheader for every reader', async () => {
    const issue = anIssue([aTopic(), aTopic({ section: 'markets' })], {
      subject: 'Fixed subject',
      preheader: 'Fixed preheader',
    });
    const skeleton = await compileSkeleton(issue, 'en', newsletter, templates);
    const mail = mailOf(skeleton, aReader({ sections: ['markets'] }));
    expect(mail.subject).toBe('Fixed subject');
    expect(readParts(mail.raw, skeleton.boundary).html).toContain('>Fixed preheader&#847;');
  });

  test('of one topic says in its preheader how long it takes', async () => {
    const skeleton = await compileSkeleton(anIssue([aTopic()]), 'de', newsletter, templates);
    const { html } = readParts(mailOf(skeleton, aReader()).raw, skeleton.boundary);
    expect(html).toContain('>1 Thema · 1 Min. Lesezeit&#847;');
  });

  test('is not made for a reader whose sections have no topic', async () => {
    const skeleton = await compileSkeleton(anIssue([aTopic()]), 'en', newsletter, templates);
    expect(spliceMail(skeleton, aReader({ sections: ['science'] }), AT)).toEqual({ kind: 'no-topics' });
  });

  test('comes out the same from a skeleton that was stored as JSON', async () => {
    const skeleton = await compileSkeleton(anIssue([aTopic(), aTopic()]), 'ja', newsletter, templates);
    const stored = JSON.parse(JSON.stringify(skeleton)) as Skeleton;
    expect(mailOf(stored, aReader()).raw).toEqual(mailOf(skeleton, aReader()).raw);
  });

  test('is right for each of many readers with choices of their own', async () => {
    const many = Array.from({ length: 12 }, (_, index) => `s${index}`);
    const wide = aNewsletter({ sections: [...many, 'none'].map((id) => ({ id, title: id })) });
    const issue = anIssue(
      many.map((section) => aTopic({ section, headline: `Topic of ${section}` })),
      { newsletter: wide },
    );
    const skeleton = await compileSkeleton(issue, 'en', wide, templates);
    const choices = many.flatMap((one) => many.map((other) => [one, other]));
    for (const sections of [...choices, ...choices.toReversed()]) {
      const first = many.find((section) => sections.includes(section));
      const mail = mailOf(skeleton, aReader({ sections }));
      expect(mail.subject).toBe(`Topic of ${first}`);
      expect(mail.topicIds).toHaveLength(new Set(sections).size);
    }
    expect(spliceMail(skeleton, aReader({ sections: ['none'] }), AT).kind).toBe('no-topics');
  });
});

const HEADERS = [
  'from',
  'reply-to',
  'list-id',
  'list-unsubscribe-post',
  'mime-version',
  'content-type',
  'to',
  'subject',
  'date',
  'message-id',
  'list-unsubscribe',
];
