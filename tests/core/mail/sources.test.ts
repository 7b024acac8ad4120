import { describe, expect, it } from 'vitest';
import { compileSkeleton } from '../../../lambdas/core/mail/compile-skeleton.ts';
import { spliceMail } from '../../../lambdas/core/mail/splice.ts';
import { aNewsletter, anIssue, aReader, aTopic, projectTemplates } from '../../support/issue-builders.ts';
import { readWithPostalMime } from '../../support/mail-readers.ts';

async function mailOf(sources: NonNullable<ReturnType<typeof aTopic>['sources']>, language = 'en') {
  const issue = anIssue([aTopic({ sources })]);
  const skeleton = await compileSkeleton(issue, language, aNewsletter(), await projectTemplates());
  const mail = spliceMail(skeleton, aReader(), new Date('2026-11-24T06:00:00Z'));
  if (mail.kind !== 'mail') throw new Error('no mail');
  return (await readWithPostalMime(mail.raw)).html;
}

describe('the card of a topic', () => {
  it.each([
    ['en', 'Reported by'],
    ['de', 'Gemeldet von'],
    ['ja', '出典'],
    ['ar', 'المصدر'],
  ])('says in %s who reported it, with their pages', async (language, words) => {
    const html = await mailOf(
      [
        { name: 'monday.md' },
        { name: 'Harbour & Sons', link: 'https://a.example/?a=1&b=2' },
        { name: '<b>Pier</b>', link: 'https://b.example/2' },
      ],
      language,
    );
    const from = html.indexOf(`${words}: <a`);
    const line = html.slice(from, html.indexOf('</p>', from));
    expect(html).toContain(`${words}: <a`);
    expect(line).toContain('href="https://a.example/?a=1&amp;b=2"');
    expect(line).toContain('Harbour &amp; Sons</a> · <a');
    expect(line).toContain('&lt;b&gt;Pier&lt;/b&gt;</a>');
    expect(html).not.toContain('monday.md');
  });

  it('says nothing of a briefing', async () => {
    expect(await mailOf([{ name: 'monday.md' }])).not.toContain('Reported by');
  });
});
