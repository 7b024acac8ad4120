import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pagesOf } from '../../../lambdas/core/subscribers/pages.ts';
import { aNewsletter, projectTemplates } from '../../support/issue-builders.ts';

const templates = await projectTemplates();
const pages = pagesOf(templates, aNewsletter());

describe('the pages', () => {
  it.each(['failed', 'erased'] as const)('render %s as a document with language and title', (page) => {
    const html = pages.render(page, 'de');
    expect(html).toMatch(/^<!doctype html>\n<html lang="de" dir="ltr">/);
    expect(html).toContain(
      `<title>${pages.locale('de').phrase(`pages.${page}.title`)} · The Morning Wire</title>`,
    );
    expect(html).not.toMatch(/<script|undefined|\{\{/);
  });

  it.each([
    ['ar', 'rtl', 'لم ينجح ذلك'],
    ['ja', 'ltr', 'うまくいきませんでした'],
  ])('are written in %s from %s', (language, direction, title) => {
    const html = pages.render('failed', language);
    expect(html).toContain(`<html lang="${language}" dir="${direction}">`);
    expect(html).toContain(`<h1>${title}</h1>`);
  });

  it('speak a language as soon as it has a file of phrases', () => {
    const french = (templates.get('locales/en.json') ?? '').replace(
      'That did not work',
      'Cela n’a pas marché',
    );
    const more = pagesOf(new Map([...templates, ['custom/locales/fr.json', french]]), aNewsletter());
    expect(more.language(['fr-CA'])).toBe('fr');
    expect(more.render('failed', 'fr')).toContain('<h1>Cela n’a pas marché</h1>');
  });

  it('carry the theme, light and dark', () => {
    const html = pages.render('failed', 'en');
    expect(html).toContain('--accent:#0b5c4a');
    expect(html).toMatch(/prefers-color-scheme:dark\)\{:root\{--accent:#6fd6b8/);
  });

  it('name the one style sheet and the one script that their policy lets through', async () => {
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(pages.render('failed', 'en')) ?? [];
    expect(pages.styleSource).toBe(`'sha256-${hash('sha256', style, 'base64')}'`);
    const html = pages.render('confirm', 'en', { sameBrowser: false });
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(html) ?? [];
    expect(pages.scriptSource).toBe(`'sha256-${hash('sha256', script, 'base64')}'`);
  });

  it('escape what the publisher and the reader bring in', () => {
    const name = 'Wire & <b>Co</b>';
    const html = pagesOf(templates, aNewsletter({ name })).render('failed', 'en');
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
      ['custom/pages/failed.html.hbs', '<p>Nothing here, {{newsletter.name}}</p>'],
    ]);
    expect(pagesOf(own, aNewsletter()).render('failed', 'en')).toContain(
      '<p>Nothing here, The Morning Wire</p>',
    );
  });

  it('say which file is missing', () => {
    const without = new Map([...templates].filter(([path]) => path !== 'pages/failed.html.hbs'));
    expect(() => pagesOf(without, aNewsletter()).render('failed', 'en')).toThrow(
      /templates\/pages\/failed.html.hbs: this template is missing/,
    );
  });
});
