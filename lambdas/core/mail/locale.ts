import { createInstance, type TOptions } from 'i18next';
import { TemplateFault, type TemplateSet, templateNames } from './template-set.ts';

const FOLDER = 'locales/';
const ENDING = '.json';
/** A publisher's phrases stand here; those it leaves out are taken from the file of the same name outside. */
const OWN = 'custom/';

/** Everything that we say to readers in one language: around a mail's topics, in our own mails, on the pages. */
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

/**
 * Reads `locales/<language>.json` and lays the publisher's own phrases over it; plural forms are chosen by i18next with
 * the language's CLDR rules.
 */
export function loadLocale(templates: TemplateSet, language: string): Locale {
  const name = `${FOLDER}${language}${ENDING}`;
  const files = [name, OWN + name].filter((path) => templates.has(path));
  const file = `templates/${files.at(-1)}`;
  if (files.length === 0) throw noLocale(language);
  const phrases = files
    .map((path) => parse(`templates/${path}`, templates.get(path) ?? ''))
    .reduce((under, over) => laidOver(under, over));
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
        file,
        what: `the phrase "${key}" is missing${'count' in values ? `, or its plural form for ${values['count']}` : ''}.`,
        remedy: `Add it; templates/locales/en.json has every phrase, and a language's plural forms are those of Intl.PluralRules.`,
      });
    },
  };
}

interface Phrases {
  readonly [key: string]: string | Phrases;
}

function laidOver(under: Phrases, over: Phrases): Phrases {
  const merged = Object.entries(over).map(([key, value]) => {
    const below = under[key];
    return [key, typeof value === 'object' && typeof below === 'object' ? laidOver(below, value) : value];
  });
  return { ...under, ...Object.fromEntries(merged) };
}

function parse(file: string, source: string): Phrases {
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
