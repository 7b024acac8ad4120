import { FileSystemConfigLoader, HtmlValidate } from 'html-validate';
import { beforeAll, expect, test } from 'vitest';
import { compileSkeleton } from '../../../lambdas/core/mail/compile-skeleton.ts';
import { readParts } from '../../../lambdas/core/mail/read-parts.ts';
import { spliceMail } from '../../../lambdas/core/mail/splice.ts';
import type { TemplateSet } from '../../../lambdas/core/mail/template-set.ts';
import { aNewsletter, anIssue, aReader, aTopic, projectTemplates } from '../../support/issue-builders.ts';
import { MAIL_RULES } from '../../support/mail-rules.ts';
import { aParagraph } from '../../support/texts.ts';

let templates: TemplateSet;
beforeAll(async () => {
  templates = await projectTemplates();
});

test('the HTML is valid but for what mail clients need', async () => {
  const topics = [
    aTopic({ ...aParagraph(1, 5), link: 'https://example.com/a?b=1&c=2', words: 100 }),
    aTopic({ section: 'markets', image: { src: 'https://example.com/a.png', alt: 'A boat' } }),
    aTopic({ section: 'markets', html: '<p>One <em>two</em></p><ul><li>Three</li></ul>' }),
  ];
  for (const language of ['en', 'ar']) {
    const skeleton = await compileSkeleton(anIssue(topics), language, aNewsletter(), templates);
    const mail = spliceMail(skeleton, aReader(), new Date(0));
    if (mail.kind !== 'mail') throw new Error('expected a mail');
    const { html } = readParts(mail.raw, skeleton.boundary);
    const report = await new HtmlValidate(new FileSystemConfigLoader(MAIL_RULES)).validateString(html);
    const messages = report.results.flatMap((result) =>
      result.messages.map(({ ruleId, line, message }) => `${ruleId} line ${line}: ${message}`),
    );
    expect(messages).toEqual([]);
  }
});
