import type { Newsletter } from '../config.ts';
import { localName } from '../local-name.ts';
import { chromeLanguage, type Locale, languagesAvailable } from '../mail/locale.ts';
import type { TemplateSet } from '../mail/template-set.ts';
import { pageEngine, pageSource, sourceExpression, themeVariables } from '../pages/page-engine.ts';
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
  | 'no-issue'
  | 'draft'
  | 'no-draft'
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

/** Where the script has something to do. It only saves a step, so every page works without it. */
const SCRIPTED: readonly PageName[] = ['sign-up', 'confirm'];
/** Whose address may be shared, so that it can say its language. */
const TRANSLATED: readonly PageName[] = ['sign-up'];

/** The pages of a set of templates; each is compiled when it is first asked for. Throws TemplateFault. */
export function pagesOf(templates: TemplateSet, newsletter: Newsletter): Pages {
  const engine = pageEngine(templates);
  const { locale } = engine;
  const style = themeVariables(newsletter.theme) + pageSource(templates, 'pages/style.css');
  const script = pageSource(templates, 'pages/script.js');
  const languages = languagesAvailable(templates);

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
      const shown = shownOf(newsletter, language);
      const title = spoken.phrase(`pages.${page}.title`);
      const body = engine.fill(page, language, { newsletter: shown, ...view });
      const frame = {
        newsletter: shown,
        ...{ language, direction: spoken.direction, title, style, body },
        otherLanguages: others(page, language),
        script: SCRIPTED.includes(page) ? script : '',
      };
      return engine.fill('layout', language, frame);
    },
  };
}

/** What every page says of its newsletter, in that language. */
export function shownOf(
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
