import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { languagesAvailable } from '../../../lambdas/core/mail/locale.ts';
import { projectTemplates } from '../../support/issue-builders.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const templates = await projectTemplates();
const languages = languagesAvailable(templates);

const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Every phrase of a locale by its key, `pages.gone.title`; plural forms have their endings. */
function phrasesOf(language: string): [key: string, phrase: string][] {
  const walk = (value: unknown, path: string): [string, string][] =>
    typeof value === 'string'
      ? [[path, value]]
      : Object.entries(value as object).flatMap(([key, inner]) => walk(inner, path ? `${path}.${key}` : key));
  return walk(JSON.parse(templates.get(`locales/${language}.json`) ?? '{}'), '');
}

const keysOf = (language: string) => [
  ...new Set(phrasesOf(language).map(([key]) => key.replace(PLURAL, ''))),
];

/** Key → what it has to be given, `email newsletter`; a plural form may do without its number. */
const valuesOf = (language: string) =>
  Object.fromEntries(
    phrasesOf(language).map(([key, phrase]) => {
      const names = [...phrase.matchAll(/\{\{(\w+)/g)].map(([, name]) => name);
      return [key.replace(PLURAL, ''), names.filter((name) => name !== 'count').sort()];
    }),
  );

/** Keys that templates and code ask for. A page's title is asked for by the page's name. */
function keysAskedFor(): Set<string> {
  const asked = new Set<string>();
  for (const [path, source] of templates) {
    for (const [, key = ''] of source.matchAll(/\bt "([\w.-]+)"/g)) asked.add(key);
    const page = /^pages\/([\w-]+)\.html\.hbs$/.exec(path)?.[1];
    if (page && page !== 'layout') asked.add(`pages.${page}.title`);
  }
  for (const path of globSync('lambdas/**/*.ts', { cwd: ROOT })) {
    const source = readFileSync(ROOT + path, 'utf8');
    for (const [, key = ''] of source.matchAll(/'((?:mail|system|pages)\.[\w.-]+)'/g)) asked.add(key);
  }
  return asked;
}

describe('the phrases', () => {
  it('are the same ones in every language, and ask for the same values', () => {
    for (const language of languages) expect(valuesOf(language), language).toEqual(valuesOf('en'));
  });

  it('are all there that a template or the code asks for', () => {
    expect([...keysAskedFor()].filter((key) => !keysOf('en').includes(key))).toEqual([]);
  });

  it('are all asked for', () => {
    const asked = keysAskedFor();
    expect(keysOf('en').filter((key) => key !== 'direction' && !asked.has(key))).toEqual([]);
  });

  it.each(languages)('have in %s exactly the plural forms of that language', (language) => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const forms = new Map<string, string[]>();
    for (const [key] of phrasesOf(language)) {
      const form = PLURAL.exec(key)?.[1];
      const name = key.replace(PLURAL, '');
      if (form) forms.set(name, [...(forms.get(name) ?? []), form]);
    }
    expect(forms.size).toBeGreaterThan(0);
    for (const [name, found] of forms) expect(found.sort(), name).toEqual([...pluralCategories].sort());
  });

  it.each(languages)(
    'have in %s no blank at an end, no straight apostrophe and no three dots',
    (language) => {
      const untidy = phrasesOf(language).filter(([, phrase]) => /^\s|\s$|\s\s|\.\.\.|\w'\w/.test(phrase));
      expect(untidy).toEqual([]);
    },
  );
});
