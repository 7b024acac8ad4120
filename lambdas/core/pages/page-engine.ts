import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import type { Theme } from '../config.ts';
import { mix } from '../mail/colour.ts';
import { type Locale, loadLocale } from '../mail/locale.ts';
import { findTemplate, TemplateFault, type TemplateSet, templateNames } from '../mail/template-set.ts';

const PARTS = 'pages/parts/';
const ENDING = '.html.hbs';
const OPTIONS = { strict: true, knownHelpersOnly: true, knownHelpers: { t: true, log: false } };

type Compiled = (view: object, options: { readonly data: { readonly locale: Locale } }) => string;

/** Fills the templates of web pages. */
export interface PageEngine {
  /** `templates/pages/<name>.html.hbs` over a view, in that language; everything in the view is escaped. Throws TemplateFault. */
  fill(name: string, language: string, view: object): string;
  /** What is said in that language; throws TemplateFault when its file is missing or no JSON. */
  locale(language: string): Locale;
}

/** The page templates of a set; each is compiled when it is first asked for. Throws TemplateFault. */
export function pageEngine(templates: TemplateSet): PageEngine {
  const engine = Handlebars.create();
  engine.registerHelper('t', (key: string, { hash, data }: Handlebars.HelperOptions) =>
    (data.locale as Locale).phrase(key, hash),
  );
  for (const name of templateNames(templates, PARTS, ENDING)) {
    engine.registerPartial(name.slice(PARTS.length, -ENDING.length), pageSource(templates, name));
  }
  const compiled = once(
    (name) => engine.compile(pageSource(templates, `pages/${name}${ENDING}`), OPTIONS) as Compiled,
  );
  const locale = once((language) => loadLocale(templates, language));
  return {
    locale,
    fill: (name, language, view) => compiled(name)(view, { data: { locale: locale(language) } }),
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

/** A file of `templates/`, or the publisher's own in its place; throws TemplateFault when there is none. */
export function pageSource(templates: TemplateSet, name: string): string {
  const found = findTemplate(templates, name);
  if (found) return found.source;
  throw new TemplateFault({
    file: `templates/${name}`,
    what: 'this template is missing.',
    remedy: 'Restore it.',
  });
}

/** CSP Level 3 section 6.7.2.3: the hash of an inline element's text. */
export function sourceExpression(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** The theme as custom properties. The config's schema lets nothing into these values that could end a declaration. */
export function themeVariables(theme: Theme): string {
  const paper = (ending: '' | 'Dark') =>
    `--accent:${theme[`accent${ending}`]};--paper:${theme[`paper${ending}`]};` +
    `--background:${theme[`background${ending}`]};--ink:${theme[`ink${ending}`]};--muted:${theme[`muted${ending}`]};` +
    `--rule:${mix(theme[`ink${ending}`], theme[`paper${ending}`])};`;
  const both = `--radius:${theme.radius}px;--font:${theme.font};--headline-font:${theme.headlineFont};`;
  return `:root{color-scheme:light dark;${both}${paper('')}}\n@media(prefers-color-scheme:dark){:root{${paper('Dark')}}}\n`;
}
