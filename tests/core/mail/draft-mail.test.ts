import { FileSystemConfigLoader, HtmlValidate } from 'html-validate';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileDraft } from '../../../lambdas/core/mail/compile-draft.ts';
import { draftMail } from '../../../lambdas/core/mail/draft-mail.ts';
import type { TemplateSet } from '../../../lambdas/core/mail/template-set.ts';
import { aNewsletter, anIssue, aTopic, projectTemplates } from '../../support/issue-builders.ts';
import { readWithMailparser, readWithPostalMime } from '../../support/mail-readers.ts';
import { MAIL_RULES } from '../../support/mail-rules.ts';

const EVIL = '<script>alert(1)</script> & "{{email}}"';

describe("a draft's mail", () => {
  let templates: TemplateSet;
  beforeAll(async () => {
    templates = await projectTemplates();
  });

  async function mailOf(language = 'en') {
    const newsletter = aNewsletter({ language });
    const issue = anIssue([aTopic({ headline: EVIL, image: { src: 'https://example.com/a.png', alt: '' } })]);
    const also = [
      { level: 'error', rule: 'unreadable', message: `The briefing ${EVIL} is not in it.` },
    ] as const;
    const { skeleton } = await compileDraft(issue, newsletter, templates, {
      standing: `Goes out. ${EVIL}`,
      also,
    });
    const to = { editor: 'desk@example.com', actionUrl: 'https://news.example.com/i/token' };
    return draftMail(skeleton, to, new Date('2026-11-24T04:00:00Z'));
  }

  it('is read alike by two parsers, with its findings in both parts', async () => {
    const { raw } = await mailOf();
    const [one, other] = await Promise.all([readWithPostalMime(raw), readWithMailparser(raw)]);
    expect(one).toEqual(other);
    for (const part of [one.text, one.html]) {
      expect(part).toContain('https://news.example.com/i/token');
      expect(part).toMatch(/its\s+picture\s+has\s+no\s+description/);
    }
    expect(one.headers.filter((name) => name.startsWith('list-'))).toEqual([]);
    expect(one.html).not.toContain('<script>');
    expect(one.text).toContain('error: The briefing <script>');
  });

  it.each(['en', 'ar'])('is valid HTML in %s', async (language) => {
    const { html } = await readWithPostalMime((await mailOf(language)).raw);
    const report = await new HtmlValidate(new FileSystemConfigLoader(MAIL_RULES)).validateString(html);
    expect(report.results.flatMap((result) => result.messages.map(({ message }) => message))).toEqual([]);
  });

  it('is one whole message: CRLF, 7-bit, a blank line after its headers', async () => {
    const raw = Buffer.from((await mailOf()).raw).toString('latin1');
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect([...raw].every((each) => each.charCodeAt(0) < 0x80)).toBe(true);
    expect(raw.indexOf('\r\n\r\n')).toBeGreaterThan(0);
  });
});
