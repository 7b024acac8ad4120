import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import type { Newsletter, Theme } from '../config.ts';
import { localName } from '../local-name.ts';
import { mix } from '../mail/colour.ts';
import { chromeLanguage, type Locale, languagesAvailable, loadLocale } from '../mail/locale.ts';
import { findTemplate, TemplateFault, type TemplateSet, templateNames } from '../mail/template-set.ts';
import { languageName } from './language-name.ts';

/** The readers' pages; each is `templates/pages/<name>.html.hbs`. */
export type PageName =
  | 'sign-up'
  | 'check-mail'
  | 'confirm'
  | 'welcome'
  | 'preferences'
  | 'address-sent'
  | 'address-change'
  | 'address-changed'
  | 'address-taken'
  | 'unsubscribe'
  | 'unsubscribed'
  | 'returned'
  | 'data'
  | 'erased'
  | 'embed'
  | 'gone'
  | 'busy'
  | 'refused'
  | 'failed';

export interface Pages {
  /** Languages that pages are written in. */
  readonly languages: readonly string[];
  /** The language that a page is written in for somebody who asked for these, best first. */
  language(wanted: readonly string[]): string;
  /** What is said in that language; throws TemplateFault when its file is missing or no JSON. */
  locale(language: string): Locale;
  /** The whole HTML document; everything in `view` is escaped. Throws TemplateFault. */
  render(page: PageName, language: string, view?: Readonly<Record<string, unknown>>): string;
  /** Source expressions that let a Content-Security-Policy pass the pages' style sheet and script: `'sha256-…'`. */
  readonly styleSource: string;
  readonly scriptSource: string;
}

const PARTS = 'pages/parts/';
const ENDING = '.html.hbs';
const OPTIONS = { strict: true, knownHelpersOnly: true, knownHelpers: { t: true, log: false } };
/** Where the script has something to do. It only saves a step, so every page works without it. */
const SCRIPTED: readonly PageName[] = ['sign-up', 'confirm'];
/** Whose address may be shared, so that it can say its language. */
const TRANSLATED: readonly PageName[] = ['sign-up'];

type Compiled = (view: object, options: { readonly data: { readonly locale: Locale } }) => string;

/** The pages of a set of templates; each is compiled when it is first asked for. Throws TemplateFault. */
export function pagesOf(templates: TemplateSet, newsletter: Newsletter): Pages {
  const engine = Handlebars.create();
  engine.registerHelper('t', (key: string, { hash, data }: Handlebars.HelperOptions) =>
    (data.locale as Locale).phrase(key, hash),
  );
  for (const name of templateNames(templates, PARTS, ENDING)) {
    engine.registerPartial(name.slice(PARTS.length, -ENDING.length), source(templates, name));
  }
  const compile = (name: string) =>
    engine.compile(source(templates, `pages/${name}${ENDING}`), OPTIONS) as Compiled;
  const compiled = once(compile);
  const style = themeVariables(newsletter.theme) + source(templates, 'pages/style.css');
  const script = source(templates, 'pages/script.js');
  const languages = languagesAvailable(templates);
  const locale = once((language) => loadLocale(templates, language));

  function others(page: PageName, language: string) {
    if (!TRANSLATED.includes(page)) return [];
    return languages
      .filter((id) => id !== language)
      .map((id) => ({
        id,
        direction: locale(id).direction,
        title: languageName(id),
        url: `?language=${encodeURIComponent(id)}`,
      }));
  }

  return {
    languages,
    styleSource: sourceExpression(style),
    scriptSource: sourceExpression(script),
    locale,
    language(wanted) {
      const spoken = wanted.find(
        (tag) => languages.includes(tag) || languages.includes(tag.split('-')[0] ?? tag),
      );
      return chromeLanguage(spoken ?? newsletter.language, languages, newsletter.language);
    },
    render(page, language, view = {}) {
      const spoken = locale(language);
      const data = { locale: spoken };
      const shown = shownOf(newsletter, language);
      const title = spoken.phrase(`pages.${page}.title`);
      const body = compiled(page)({ newsletter: shown, ...view }, { data });
      const frame = {
        newsletter: shown,
        ...{ language, direction: spoken.direction, title, style, body },
        otherLanguages: others(page, language),
        script: SCRIPTED.includes(page) ? script : '',
      };
      return compiled('layout')(frame, { data });
    },
  };
}

function once<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

function shownOf(
  { name, tagline, theme, postalAddress, replyTo, from, language: own }: Newsletter,
  language: string,
) {
  return {
    name,
    tagline: tagline ? localName(tagline, language, own) : '',
    logo: theme.logo ?? '',
    postalAddress,
    sender: from.address,
    contact: replyTo ?? from.address,
  };
}

function source(templates: TemplateSet, name: string): string {
  const found = findTemplate(templates, name);
  if (found) return found.source;
  throw new TemplateFault({
    file: `templates/${name}`,
    what: 'this template is missing.',
    remedy: 'Restore it.',
  });
}

/** CSP Level 3 section 6.7.2.3: the hash of an inline element's text. */
function sourceExpression(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** The config's schema lets nothing into these values that could end the declaration or the style element. */
function themeVariables(theme: Theme): string {
  const paper = (ending: '' | 'Dark') =>
    `--accent:${theme[`accent${ending}`]};--paper:${theme[`paper${ending}`]};` +
    `--background:${theme[`background${ending}`]};--ink:${theme[`ink${ending}`]};--muted:${theme[`muted${ending}`]};` +
    `--rule:${mix(theme[`ink${ending}`], theme[`paper${ending}`])};`;
  const both = `--radius:${theme.radius}px;--font:${theme.font};--headline-font:${theme.headlineFont};`;
  return `:root{color-scheme:light dark;${both}${paper('')}}\n@media(prefers-color-scheme:dark){:root{${paper('Dark')}}}\n`;
}
