import { createInstance, type TOptions } from 'i18next';
import { findTemplate, TemplateFault, type TemplateSet, templateNames } from './template-set.ts';

const FOLDER = 'locales/';
const ENDING = '.json';

/** The chrome of a mail in one language: everything around the topics. */
export interface Locale {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** The phrase of a key such as `mail.readOn`; throws TemplateFault when the locale lacks it. */
  phrase(key: string, values?: Readonly<Record<string, string | number>>): string;
}

/** Languages that have a locale file, the publisher's own included. */
export function languagesAvailable(templates: TemplateSet): readonly string[] {
  return templateNames(templates, FOLDER, ENDING).map((name) => name.slice(FOLDER.length, -ENDING.length));
}

/**
 * The language that a reader's mail is written in: what they asked for, its primary tag (`de` for `de-AT`), then the
 * same for the fallback, then English, then any. Throws when there is no locale at all.
 */
export function chromeLanguage(wanted: string, available: readonly string[], fallback: string): string {
  const candidates = [wanted, primary(wanted), fallback, primary(fallback), 'en'];
  const byTag = new Map(available.map((tag) => [tag.toLowerCase(), tag]));
  const found = candidates.map((tag) => byTag.get(tag.toLowerCase())).find((tag) => tag !== undefined);
  const any = found ?? available[0];
  if (any === undefined) throw noLocale('en');
  return any;
}

function primary(tag: string): string {
  return tag.split('-')[0] ?? tag;
}

/** Reads `locales/<language>.json`; plural forms are chosen by i18next with the language's CLDR rules. */
export function loadLocale(templates: TemplateSet, language: string): Locale {
  const found = findTemplate(templates, `${FOLDER}${language}${ENDING}`);
  if (!found) throw noLocale(language);
  const phrases = parse(found.file, found.source);
  const i18n = createInstance({
    lng: language,
    fallbackLng: false,
    initAsync: false,
    resources: { [language]: { translation: phrases } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  void i18n.init();
  return {
    language,
    direction: phrases['direction'] === 'rtl' ? 'rtl' : 'ltr',
    phrase: (key, values = {}) => {
      const options: TOptions = { ...values, defaultValue: '' };
      const phrase = i18n.t(key, options);
      if (typeof phrase === 'string' && phrase !== '') return phrase;
      throw new TemplateFault({
        file: found.file,
        what: `the phrase "${key}" is missing${'count' in values ? `, or its plural form for ${values['count']}` : ''}.`,
        remedy: `Add it; templates/locales/en.json has every phrase, and a language's plural forms are those of Intl.PluralRules.`,
      });
    },
  };
}

function parse(file: string, source: string): Record<string, unknown> {
  try {
    return JSON.parse(source);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new TemplateFault({
      file,
      line: lineOf(source, what),
      what: `is not valid JSON: ${what}.`,
      remedy: 'Look for a missing comma or quote there.',
      cause: error,
    });
  }
}

/** V8 says where it stopped: `... in JSON at position 31 (line 3 column 5)`. */
function lineOf(source: string, message: string): number {
  const line = /\(line (\d+)/.exec(message)?.[1];
  return line ? Number(line) : source.split('\n').length;
}

function noLocale(language: string): TemplateFault {
  return new TemplateFault({
    file: `templates/locales/${language}.json`,
    what: 'there is no such locale.',
    remedy: 'Copy templates/locales/en.json to it and translate the phrases.',
  });
}
