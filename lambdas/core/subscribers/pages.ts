import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import type { Newsletter, Theme } from '../config.ts';
import { chromeLanguage } from '../mail/locale.ts';
import { findTemplate, TemplateFault, type TemplateSet, templateNames } from '../mail/template-set.ts';

/** The pages behind the links in a mail; each is `templates/pages/<name>.html.hbs`. */
export type PageName = 'unsubscribe' | 'unsubscribed' | 'preferences' | 'gone' | 'failed';

/** Phrases of one language: `templates/pages/locales/<language>.json`. */
export interface PageText {
  readonly [part: string]: string | Readonly<Record<string, string>>;
}

export interface Pages {
  /** The language that a page is written in for somebody who asked for these, best first. */
  language(wanted: readonly string[]): string;
  /** A phrase such as `preferences.saved`; throws TemplateFault when the locale lacks it. */
  phrase(language: string, key: string): string;
  /** The whole HTML document; everything in `view` is escaped. */
  render(page: PageName, language: string, view?: Readonly<Record<string, unknown>>): string;
  /** The source expression that lets a Content-Security-Policy pass the pages' one style sheet: `'sha256-…'`. */
  readonly styleSource: string;
}

const LOCALES = 'pages/locales/';
const OPTIONS = { strict: true, knownHelpersOnly: true, knownHelpers: { log: false } };

/** Compiles the pages once. Throws TemplateFault when a file is missing or no JSON. */
export function pagesOf(templates: TemplateSet, newsletter: Newsletter): Pages {
  const engine = Handlebars.create();
  const compile = (name: string) =>
    engine.compile(source(templates, `pages/${name}.html.hbs`), OPTIONS) as (view: object) => string;
  const bodies: Readonly<Record<PageName, (view: object) => string>> = {
    unsubscribe: compile('unsubscribe'),
    unsubscribed: compile('unsubscribed'),
    preferences: compile('preferences'),
    gone: compile('gone'),
    failed: compile('failed'),
  };
  const layout = compile('layout');
  const style = themeVariables(newsletter.theme) + source(templates, 'pages/style.css');
  const texts = readTexts(templates);
  const shown = {
    name: newsletter.name,
    logo: newsletter.theme.logo ?? '',
    postalAddress: newsletter.postalAddress,
    contact: newsletter.replyTo ?? newsletter.from.address,
  };
  const textOf = (language: string) => texts.get(language) ?? {};

  function phrase(language: string, key: string): string {
    const [part = '', name = ''] = key.split('.');
    const found = textOf(language)[part];
    const text = typeof found === 'object' ? found[name] : undefined;
    if (text !== undefined) return text;
    throw new TemplateFault({
      file: `templates/${LOCALES}${language}.json`,
      what: `the phrase "${key}" is missing.`,
      remedy: `Add it; templates/${LOCALES}en.json has every phrase.`,
    });
  }

  return {
    styleSource: `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    phrase,
    language(wanted) {
      const offered = [...texts.keys()];
      const spoken = wanted.find(
        (tag) => offered.includes(tag) || offered.includes(tag.split('-')[0] ?? tag),
      );
      return chromeLanguage(spoken ?? newsletter.language, offered, newsletter.language);
    },
    render(page, language, view = {}) {
      const common = { text: textOf(language), newsletter: shown };
      const title = phrase(language, `${page}.title`);
      const body = bodies[page]({ ...common, ...view });
      return layout({ ...common, language, title, style, body });
    },
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

function readTexts(templates: TemplateSet): ReadonlyMap<string, PageText> {
  const texts = new Map<string, PageText>();
  for (const name of templateNames(templates, LOCALES, '.json')) {
    try {
      texts.set(name.slice(LOCALES.length, -'.json'.length), JSON.parse(source(templates, name)));
    } catch (cause) {
      throw new TemplateFault({
        file: `templates/${name}`,
        what: 'is not valid JSON.',
        remedy: 'Look for a missing comma or quote.',
        cause,
      });
    }
  }
  return texts;
}

/** The config's schema lets nothing into these values that could end the declaration or the style element. */
function themeVariables(theme: Theme): string {
  const paper = (ending: '' | 'Dark') =>
    `--accent:${theme[`accent${ending}`]};--paper:${theme[`paper${ending}`]};` +
    `--background:${theme[`background${ending}`]};--ink:${theme[`ink${ending}`]};--muted:${theme[`muted${ending}`]};`;
  const both = `--radius:${theme.radius}px;--font:${theme.font};--headline-font:${theme.headlineFont};`;
  return `:root{color-scheme:light dark;${both}${paper('')}}\n@media(prefers-color-scheme:dark){:root{${paper('Dark')}}}\n`;
}
