import { FileSystemConfigLoader, HtmlValidate } from 'html-validate';
import { describe, expect, it } from 'vitest';
import { fillSystemMail } from '../../../lambdas/core/mail/fill-system-mail.ts';
import { languagesAvailable } from '../../../lambdas/core/mail/locale.ts';
import { renderedSystemMails, renderSystemMail } from '../../../lambdas/core/mail/render-system-mail.ts';
import { SYSTEM_MAILS, type SystemMailKind } from '../../../lambdas/core/mail/system-mail.ts';
import { columns } from '../../../lambdas/core/mail/wrap.ts';
import { aNewsletter, projectTemplates } from '../../support/issue-builders.ts';
import { readWithMailparser, readWithPostalMime } from '../../support/mail-readers.ts';
import { MAIL_RULES } from '../../support/mail-rules.ts';

const templates = await projectTemplates();
const newsletter = aNewsletter();
const mails = renderedSystemMails(newsletter, templates);
const languages = languagesAvailable(templates);
const EACH = SYSTEM_MAILS.flatMap((kind) => languages.map((language) => [kind, language] as const));

const LINKS = {
  actionUrl: 'https://news.example.com/c/AbC_123-x?a=1&b=2',
  preferencesUrl: 'https://news.example.com/p/PrefsPrefs',
  unsubscribeUrl: 'https://news.example.com/u/UnsubUnsub',
  issueUrl: 'https://news.example.com/archive/daily.2026-11-24T0700',
};

async function written(kind: SystemMailKind, language = 'en', links: Partial<typeof LINKS> = LINKS) {
  const mail = await mails.mail(kind, language);
  return fillSystemMail(mail, { to: 'ada@example.org', links, id: 'm1', at: new Date(0) });
}

describe('our own mails', () => {
  it.each(EACH)('%s in %s are read alike by two parsers', async (kind, language) => {
    const raw = await written(kind, language);
    const read = await readWithPostalMime(raw);
    expect(await readWithMailparser(raw)).toEqual(read);
    expect(read.to).toBe('ada@example.org');
    expect(read.subject).toContain('The Morning Wire');
    expect(`${read.text}${read.html}`).not.toMatch(/\{\{|undefined|[\ue010-\ue014]/);
    expect(read.html).toContain(`lang="${language}"`);
  });

  it.each(SYSTEM_MAILS)('%s say that a machine wrote them, and are no list’s mail', async (kind) => {
    const { headers } = await readWithPostalMime(await written(kind));
    expect(headers).toContain('auto-submitted');
    expect(headers.filter((name) => name.startsWith('list-'))).toEqual([]);
    const raw = Buffer.from(await written(kind)).toString('latin1');
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it.each(EACH)('%s in %s say the same in both parts, with the same links', async (kind, language) => {
    const { text, html } = await readWithPostalMime(await written(kind, language));
    for (const url of Object.values(LINKS)) {
      expect(html.includes(url.replaceAll('&', '&amp;')), url).toBe(text.includes(url));
    }
    const heading = /<h1[^>]*>([^<]+)<\/h1>/.exec(html)?.[1];
    expect(text).toContain(heading);
    expect(text).toContain(newsletter.postalAddress);
    expect(html).toContain(newsletter.postalAddress);
  });

  it.each([
    ['confirm', ['actionUrl']],
    ['already', ['actionUrl', 'preferencesUrl', 'unsubscribeUrl']],
    ['welcome', ['actionUrl', 'preferencesUrl', 'unsubscribeUrl']],
    ['goodbye', ['actionUrl']],
    ['confirm-address', ['actionUrl']],
    ['address-changed', []],
  ] as const)('%s are not written without %j', async (kind, needs) => {
    expect([...(await mails.mail(kind, 'en')).needs].sort()).toEqual([...needs].sort());
    const { issueUrl: _, ...links } = LINKS;
    await expect(written(kind, 'en', links)).resolves.toBeDefined();
    for (const name of needs) {
      await expect(written(kind, 'en', { ...links, [name]: '' })).rejects.toThrow(name);
    }
  });

  it('welcome leads to the latest issue where there is one', async () => {
    const { issueUrl, ...without } = LINKS;
    for (const part of ['text', 'html'] as const) {
      expect((await readWithPostalMime(await written('welcome')))[part]).toContain(issueUrl);
      const other = (await readWithPostalMime(await written('welcome', 'en', without)))[part];
      expect(other).not.toContain('archive');
      expect(other).not.toContain('latest issue');
    }
  });

  it.each(EACH)('%s in %s have text lines of 76 columns, addresses aside', async (kind, language) => {
    const { text } = await readWithPostalMime(await written(kind, language));
    const long = text.split('\n').filter((line) => columns(line) > 76 && !/^\S+$/.test(line));
    expect(long).toEqual([]);
    expect(text).not.toMatch(/\n{4}/);
  });

  it.each(SYSTEM_MAILS)('%s are valid HTML but for what mail clients need', async (kind) => {
    for (const language of ['en', 'ar']) {
      const { html } = await readWithPostalMime(await written(kind, language));
      const report = await new HtmlValidate(new FileSystemConfigLoader(MAIL_RULES)).validateString(html);
      const messages = report.results.flatMap((result) =>
        result.messages.map(({ ruleId, line, message }) => `${ruleId} line ${line}: ${message}`),
      );
      expect(messages).toEqual([]);
    }
  });

  it('carry the theme, light and dark', async () => {
    const { html } = await readWithPostalMime(await written('confirm'));
    expect(html).toContain('background-color:#0b5c4a');
    expect(html).toMatch(/prefers-color-scheme: dark\)[\s\S]*\.button a \{ background-color: #6fd6b8/);
  });

  it('are the same bytes for the same templates', async () => {
    const once = await renderSystemMail('confirm', 'de', newsletter, templates);
    expect(await renderSystemMail('confirm', 'de', newsletter, templates)).toEqual(once);
    expect(JSON.parse(JSON.stringify(once))).toEqual(once);
  });

  it('are written in the closest language that there is', async () => {
    expect((await mails.mail('confirm', 'de-AT')).language).toBe('de');
    expect((await mails.mail('confirm', 'fr')).language).toBe('en');
  });

  it('can be a publisher’s own, and a fault names the publisher’s file', async () => {
    const own = (source: string, name: string) => new Map([...templates, [`custom/system/${name}`, source]]);
    const text = own('Hello {{newsletter.name}}: {{actionUrl}}\n', 'confirm.txt.hbs');
    const mail = await renderSystemMail('confirm', 'en', newsletter, text);
    const raw = fillSystemMail(mail, { to: 'a@example.org', links: LINKS, id: 'm', at: new Date(0) });
    expect((await readWithPostalMime(raw)).text).toBe(`Hello The Morning Wire: ${LINKS.actionUrl}\n`);
    for (const name of ['confirm.txt.hbs', 'confirm.mjml.hbs']) {
      const broken = own('{{nonsense}}', name);
      await expect(renderSystemMail('confirm', 'en', newsletter, broken)).rejects.toThrow(
        `templates/custom/system/${name}`,
      );
    }
  });
});
