import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { compileSkeleton } from '../../../lambdas/core/mail/compile-skeleton.ts';
import { readParts } from '../../../lambdas/core/mail/read-parts.ts';
import { spliceMail } from '../../../lambdas/core/mail/splice.ts';
import {
  aNewsletter,
  anIssue,
  aReader,
  aTopic,
  projectTemplates,
  theDaily,
} from '../../support/issue-builders.ts';
import { aParagraph } from '../../support/texts.ts';

const topics = [
  aTopic({ id: 't1', headline: 'Ferry line 1 opens in the spring', ...aParagraph(1, 5), words: 125 }),
  aTopic({
    id: 't2',
    section: 'markets',
    headline: 'Rates rise by a quarter point for the third time in a row this year, and banks follow',
    body: 'The bank said why in its report. The report is long.\n\nA second paragraph.',
    html: '<p>The bank said why in <a href="https://example.com/r">its report</a>. The report is long.</p><p>A second paragraph.</p>',
    links: [{ label: 'its report', href: 'https://example.com/r' }],
    link: 'https://example.com/rates',
    image: { src: 'https://example.com/bank.png', alt: 'The bank at night' },
    words: 250,
  }),
];

test('a mail is, byte for byte, what it was when somebody last looked at it', async () => {
  const newsletter = aNewsletter();
  const issue = anIssue(topics, { edition: theDaily(newsletter), newsletter });
  const skeleton = await compileSkeleton(issue, 'en', newsletter, await projectTemplates());
  const mail = spliceMail(skeleton, aReader({ name: 'Ada Lövelace' }), new Date('2026-11-24T06:00:00Z'));
  if (mail.kind !== 'mail') throw new Error('expected a mail');
  const { html, text } = readParts(mail.raw, skeleton.boundary);
  await expect(text).toMatchFileSnapshot('../../golden/issue.txt');
  await expect(html).toMatchFileSnapshot('../../golden/issue.html');
  // Kept with LF, as text; that every line ends with CRLF is another test's matter.
  const eml = Buffer.from(mail.raw).toString('latin1').replaceAll('\r\n', '\n');
  await expect(eml).toMatchFileSnapshot('../../golden/issue.eml.txt');
});
