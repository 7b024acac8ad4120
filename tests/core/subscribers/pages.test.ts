import { describe, expect, it } from 'vitest';
import { pagesOf } from '../../../lambdas/core/subscribers/pages.ts';
import { aNewsletter, projectTemplates } from '../../support/issue-builders.ts';

const templates = await projectTemplates();
const pages = pagesOf(templates, aNewsletter());

/** Every phrase's path, e.g. `gone.title`. */
const paths = (language: string) =>
  Object.entries(JSON.parse(templates.get(`pages/locales/${language}.json`) ?? '{}')).flatMap(
    ([part, phrases]) =>
      typeof phrases === 'object' ? Object.keys(phrases as object).map((name) => `${part}.${name}`) : [part],
  );

describe('the pages', () => {
  it('have the same phrases in every language', () => {
    const languages = [...templates.keys()].flatMap(
      (path) => /^pages\/locales\/(.+)\.json$/.exec(path)?.[1] ?? [],
    );
    expect(languages).toEqual(['de', 'en']);
    for (const language of languages) expect(paths(language)).toEqual(paths('en'));
  });

  it.each(['unsubscribe', 'unsubscribed', 'gone', 'failed'] as const)(
    'render %s as a document with language and title',
    (page) => {
      const html = pages.render(page, 'de');
      expect(html).toMatch(/^<!doctype html>\n<html lang="de" dir="ltr">/);
      expect(html).toContain(`<title>${pages.phrase('de', `${page}.title`)} · The Morning Wire</title>`);
      expect(html).not.toMatch(/<script|undefined|\{\{/);
    },
  );

  it('carry the theme, light and dark', () => {
    const html = pages.render('gone', 'en');
    expect(html).toContain('--accent:#0b5c4a');
    expect(html).toMatch(/prefers-color-scheme:dark\)\{:root\{--accent:#6fd6b8/);
  });

  it('name the one style sheet that their policy lets through', async () => {
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(pages.render('gone', 'en')) ?? [];
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
    expect(pages.styleSource).toBe(`'sha256-${Buffer.from(digest).toString('base64')}'`);
  });

  it('escape what the publisher and the reader bring in', () => {
    const name = 'Wire & <b>Co</b>';
    const html = pagesOf(templates, aNewsletter({ name })).render('gone', 'en');
    expect(html).toContain('Wire &amp; &lt;b&gt;Co&lt;/b&gt;');
    expect(html).not.toContain(name);
  });

  it.each([
    [['de-CH'], 'de'],
    [['fr', 'de'], 'de'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('are written, for somebody who speaks %j, in %s', (wanted, language) => {
    expect(pages.language(wanted)).toBe(language);
  });

  it('take a template of the publisher in place of their own', () => {
    const own = new Map([
      ...templates,
      ['custom/pages/gone.html.hbs', '<p>Nothing here, {{newsletter.name}}</p>'],
    ]);
    expect(pagesOf(own, aNewsletter()).render('gone', 'en')).toContain(
      '<p>Nothing here, The Morning Wire</p>',
    );
  });

  it('say which file is missing or broken', () => {
    const without = new Map([...templates].filter(([path]) => path !== 'pages/gone.html.hbs'));
    expect(() => pagesOf(without, aNewsletter())).toThrow(
      /templates\/pages\/gone.html.hbs: this template is missing/,
    );
    const broken = new Map([...templates, ['pages/locales/en.json', '{']]);
    expect(() => pagesOf(broken, aNewsletter())).toThrow(
      /templates\/pages\/locales\/en.json: is not valid JSON/,
    );
  });
});
