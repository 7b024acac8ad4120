import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import type { Newsletter, Theme } from '../config.ts';
import { chromeLanguage, type Locale, languagesAvailable, loadLocale } from '../mail/locale.ts';
import { findTemplate, TemplateFault, type TemplateSet } from '../mail/template-set.ts';

/** The pages behind the links in a mail; each is `templates/pages/<name>.html.hbs`. */
export type PageName = 'unsubscribe' | 'unsubscribed' | 'preferences' | 'gone' | 'failed';

export interface Pages {
  /** The language that a page is written in for somebody who asked for these, best first. */
  language(wanted: readonly string[]): string;
  /** What is said in that language; throws TemplateFault when its file is missing or no JSON. */
  locale(language: string): Locale;
  /** The whole HTML document; everything in `view` is escaped. */
  render(page: PageName, language: string, view?: Readonly<Record<string, unknown>>): string;
  /** The source expression that lets a Content-Security-Policy pass the pages' one style sheet: `'sha256-…'`. */
  readonly styleSource: string;
}

const OPTIONS = { strict: true, knownHelpersOnly: true, knownHelpers: { t: true, log: false } };

type Compiled = (view: object, options: { readonly data: { readonly locale: Locale } }) => string;

/** Compiles the pages once. Throws TemplateFault when a file is missing. */
export function pagesOf(templates: TemplateSet, newsletter: Newsletter): Pages {
  const engine = Handlebars.create();
  engine.registerHelper('t', (key: string, { hash, data }: Handlebars.HelperOptions) =>
    (data.locale as Locale).phrase(key, hash),
  );
  const compile = (name: string) =>
    engine.compile(source(templates, `pages/${name}.html.hbs`), OPTIONS) as Compiled;
  const bodies: Readonly<Record<PageName, Compiled>> = {
    unsubscribe: compile('unsubscribe'),
    unsubscribed: compile('unsubscribed'),
    preferences: compile('preferences'),
    gone: compile('gone'),
    failed: compile('failed'),
  };
  const layout = compile('layout');
  const style = themeVariables(newsletter.theme) + source(templates, 'pages/style.css');
  const offered = languagesAvailable(templates);
  const locales = new Map<string, Locale>();
  const shown = {
    name: newsletter.name,
    logo: newsletter.theme.logo ?? '',
    postalAddress: newsletter.postalAddress,
    contact: newsletter.replyTo ?? newsletter.from.address,
  };

  function locale(language: string): Locale {
    const known = locales.get(language) ?? loadLocale(templates, language);
    locales.set(language, known);
    return known;
  }

  return {
    styleSource: `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    locale,
    language(wanted) {
      const spoken = wanted.find(
        (tag) => offered.includes(tag) || offered.includes(tag.split('-')[0] ?? tag),
      );
      return chromeLanguage(spoken ?? newsletter.language, offered, newsletter.language);
    },
    render(page, language, view = {}) {
      const spoken = locale(language);
      const data = { locale: spoken };
      const title = spoken.phrase(`pages.${page}.title`);
      const body = bodies[page]({ newsletter: shown, ...view }, { data });
      const { direction } = spoken;
      return layout({ newsletter: shown, language, direction, title, style, body }, { data });
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

/** The config's schema lets nothing into these values that could end the declaration or the style element. */
function themeVariables(theme: Theme): string {
  const paper = (ending: '' | 'Dark') =>
    `--accent:${theme[`accent${ending}`]};--paper:${theme[`paper${ending}`]};` +
    `--background:${theme[`background${ending}`]};--ink:${theme[`ink${ending}`]};--muted:${theme[`muted${ending}`]};`;
  const both = `--radius:${theme.radius}px;--font:${theme.font};--headline-font:${theme.headlineFont};`;
  return `:root{color-scheme:light dark;${both}${paper('')}}\n@media(prefers-color-scheme:dark){:root{${paper('Dark')}}}\n`;
}
