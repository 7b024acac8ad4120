import { beforeAll, describe, expect, test } from 'vitest';
import { chromeLanguage, languagesAvailable, loadLocale } from '../../../lambdas/core/mail/locale.ts';
import type { TemplateSet } from '../../../lambdas/core/mail/template-set.ts';
import { projectTemplates } from '../../support/issue-builders.ts';

let templates: TemplateSet;
beforeAll(async () => {
  templates = await projectTemplates();
});

const KEYS = ['contents', 'readOn', 'readRest', 'preferences', 'unsubscribe'];

describe('the locales', () => {
  test('are English, German, Arabic and Japanese', () => {
    expect(languagesAvailable(templates)).toEqual(['ar', 'de', 'en', 'ja']);
  });

  test('have a plural form for every number up to 200', () => {
    for (const language of languagesAvailable(templates)) {
      const locale = loadLocale(templates, language);
      for (let count = 0; count <= 200; count++) {
        expect(locale.phrase('mail.count', { count })).not.toContain('{{');
        expect(locale.phrase('mail.minutes', { count })).not.toContain('{{');
      }
      for (const key of KEYS) expect(locale.phrase(`mail.${key}`)).not.toBe('');
    }
  });

  test('use the rules of their language', () => {
    const count = (language: string, number: number) =>
      loadLocale(templates, language).phrase('mail.count', { count: number });
    expect(count('en', 1)).toBe('1 topic');
    expect(count('de', 5)).toBe('5 Themen');
    expect(count('ar', 2)).toBe('موضوعان');
    expect(count('ar', 3)).toBe('3 مواضيع');
    expect(count('ja', 1)).toBe('1件のトピック');
  });

  test('a publisher’s own file replaces the phrases that it has and leaves the others', () => {
    const own = new Map([...templates, ['custom/locales/de.json', '{"mail":{"unsubscribe":"Abbestellen"}}']]);
    const locale = loadLocale(own, 'de');
    expect(locale.phrase('mail.unsubscribe')).toBe('Abbestellen');
    expect(locale.phrase('mail.contents')).toBe('In dieser Ausgabe');
  });

  test('a phrase that is missing is named with its file', () => {
    const poor = new Map([['locales/fr.json', '{"mail":{"contents":"Dans ce numéro"}}']]);
    expect(() => loadLocale(poor, 'fr').phrase('mail.readOn')).toThrow(
      /templates\/locales\/fr\.json: the phrase "mail\.readOn" is missing/,
    );
  });

  test('a locale that is no JSON is named with the line', () => {
    const broken = new Map([['custom/locales/fr.json', '{\n  "mail": {\n    "contents" "x"\n  }\n}']]);
    expect(() => loadLocale(broken, 'fr')).toThrow(
      /^templates\/custom\/locales\/fr\.json:3: is not valid JSON/,
    );
  });
});

describe('chromeLanguage', () => {
  const available = ['ar', 'de', 'en', 'pt-BR'];
  test.each([
    ['de', 'en', 'de'],
    ['de-AT', 'en', 'de'],
    ['pt-br', 'en', 'pt-BR'],
    ['fr', 'de', 'de'],
    ['fr', 'de-CH', 'de'],
    ['fr', 'it', 'en'],
  ])('%s with %s as the fallback is read in %s', (wanted, fallback, expected) => {
    expect(chromeLanguage(wanted, available, fallback)).toBe(expected);
  });

  test('without English the first there is serves', () => {
    expect(chromeLanguage('fr', ['ja'], 'it')).toBe('ja');
  });
});
