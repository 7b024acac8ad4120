import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Topic } from '../../../lambdas/core/briefing/topic.ts';
import { compileSkeleton } from '../../../lambdas/core/mail/compile-skeleton.ts';
import { readParts } from '../../../lambdas/core/mail/read-parts.ts';
import { spliceMail } from '../../../lambdas/core/mail/splice.ts';
import type { TemplateSet } from '../../../lambdas/core/mail/template-set.ts';
import { aNewsletter, anIssue, aReader, aTopic, projectTemplates } from '../../support/issue-builders.ts';
import { readWithPostalMime } from '../../support/mail-readers.ts';

let templates: TemplateSet;
beforeAll(async () => {
  templates = await projectTemplates();
});

const HOSTILE: Readonly<Record<string, string>> = {
  'a script': '<script>alert(1)</script>',
  'the end of an MJML tag': '</mj-text><mj-raw><b>out</b></mj-raw>',
  'an entity': '&lt;b&gt; &amp;amp; &nbsp;',
  'a Handlebars expression': '{{this}} {{{this}}} {{> head}}',
  'a Handlebars block': '{{#each topics}}x{{/each}} {{#if',
  'a comment that never ends': '<!--[if mso]> <!-- ',
  'the end of an attribute': '" onmouseover="alert(1)" \'',
  'a style sheet': '</style><style>*{display:none}</style>',
  'a word of 2,000 letters': 'w'.repeat(2000),
  emoji: '🗞️👩‍👩‍👧‍👦',
  Arabic: 'افتتاح الميناء من جديد',
  'a replacement pattern': "$& $1 $' $`",
  'an encoded word': '=?utf-8?Q?no?=',
};

async function mailOf(topic: Topic, reader = aReader(), newsletter = aNewsletter()) {
  const issue = anIssue([topic, aTopic({ headline: 'The topic after it' })], { newsletter });
  const skeleton = await compileSkeleton(issue, 'en', newsletter, templates);
  const mail = spliceMail(skeleton, reader, new Date('2026-11-24T06:00:00Z'));
  if (mail.kind !== 'mail') throw new Error('expected a mail');
  const { html, text } = readParts(mail.raw, skeleton.boundary);
  const { document } = parseHTML(html);
  return { ...mail, html, text, document, read: await readWithPostalMime(mail.raw) };
}

const squeezed = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim();

describe('hostile text', () => {
  test.each(Object.entries(HOSTILE))('%s comes out as text, in its place', async (_, hostile) => {
    const expected = squeezed(hostile);
    const topic = aTopic({
      headline: hostile,
      summary: '',
      body: `Before ${hostile} after.\n\n${hostile}`,
      image: { src: 'https://example.com/a.png', alt: hostile },
    });
    const { document, text, subject, read } = await mailOf(topic);

    const card = document.querySelector(`[id="${topic.id}"]`)?.parentElement;
    expect(squeezed(card?.querySelector('h3')?.textContent)).toBe(expected);
    const paragraphs = [...(card?.querySelectorAll('.prose p:not(.muted)') ?? [])].map((each) =>
      squeezed(each.textContent),
    );
    expect(paragraphs).toEqual([`Before ${expected} after.`, expected]);
    expect(squeezed(document.querySelector('ol li')?.textContent)).toBe(expected);
    expect(document.querySelector('img')?.getAttribute('alt')).toBe(hostile);
    expect(document.querySelectorAll('script')).toHaveLength(0);
    expect(document.querySelectorAll('h3')).toHaveLength(2);

    expect(squeezed(text)).toContain(`Before ${expected} after. ${expected}`);
    expect(subject).toBe(expected);
    expect(read.subject).toBe(expected);
  });

  test.each([
    '\r\nBcc: victim@example.org',
    '\nBcc: victim@example.org',
    '\r\n\r\n<p>body',
    '\u2028Bcc: v@example.org',
  ])('%j in a headline or a name adds no header', async (injection) => {
    const newsletter = aNewsletter();
    const plain = await mailOf(aTopic({ headline: 'Plain' }), aReader({ name: 'Ada' }), newsletter);
    const { read, subject } = await mailOf(
      aTopic({ headline: `Plain${injection}` }),
      aReader({ name: `Ada${injection}` }),
      newsletter,
    );
    expect(read.headers).toEqual(plain.read.headers);
    expect(read.to).toBe('ada@example.org');
    expect(read.subject).toBe(squeezed(`Plain${injection}`));
    expect(subject).toBe(read.subject);
  });

  test('a line of a single dot and one that begins with From stay as they are, and no line of the mail is either', async () => {
    const body = 'First line.\n.\nFrom here on it is quiet.';
    const { text, raw, document } = await mailOf(aTopic({ body, summary: '' }));
    expect(text).toContain('\n.\nFrom here on it is quiet.\n');
    expect(squeezed(document.querySelector('.prose')?.textContent)).toContain('.From here on it is quiet.');
    for (const line of Buffer.from(raw).toString('latin1').split('\r\n'))
      expect(line).not.toMatch(/^(\.|From )/);
  });

  test('markup of a topic is kept to the allow-list', async () => {
    const html =
      '<p onclick="x()">One <em>two</em> <a href="javascript:alert(1)">three</a> ' +
      '<a href="https://example.com/?a=1&amp;b=2">four</a></p><script>alert(1)</script><iframe></iframe>' +
      '<style>p{color:red}</style><p style="position:fixed">{{five}}</p></div></td>';
    const { document } = await mailOf(aTopic({ html, body: 'One two three four\n\n{{five}}' }));
    const prose = document.querySelector('.prose');
    expect(squeezed(prose?.textContent)).toContain('One two three four{{five}}');
    expect(prose?.querySelector('em')?.textContent).toBe('two');
    const links = [...(prose?.querySelectorAll('a') ?? [])].map((link) => link.getAttribute('href'));
    expect(links).toEqual([null, 'https://example.com/?a=1&b=2']);
    expect(prose?.querySelectorAll('script, iframe, style, [onclick]')).toHaveLength(0);
    expect(prose?.innerHTML).not.toContain('position');
  });

  test("the publisher's own texts are text too", async () => {
    const newsletter = aNewsletter({
      name: 'News & <b>Views</b> {{x}}',
      postalAddress: '</mj-text> 1 Street',
      tagline: '{{#each}} "quoted"',
    });
    const { document, text } = await mailOf(aTopic(), aReader(), newsletter);
    expect(document.querySelector('h1')?.textContent).toBe('News & <b>Views</b> {{x}}');
    expect(squeezed(document.body.textContent)).toContain('{{#each}} "quoted"');
    expect(text).toContain('</mj-text> 1 Street');
  });
});
