import type { Newsletter } from '../config.ts';
import { chromeLanguage, type Locale, languagesAvailable } from '../mail/locale.ts';
import type { TemplateSet } from '../mail/template-set.ts';
import { pageEngine, pageSource, themeVariables } from '../pages/page-engine.ts';
import { shownOf } from '../subscribers/pages.ts';
import { type ArchiveLinks, archiveLinks } from './archive.ts';
import { jsonForScript } from './structured-data.ts';

/** A page of the archive around its body. */
export interface ArchivePage {
  /** Name of the body's template below `templates/pages/archive/`. */
  readonly template: 'issue' | 'list';
  readonly language: string;
  readonly title: string;
  readonly description: string;
  /** Absolute address of the page. */
  readonly url: string;
  readonly kind: 'article' | 'website';
  /** ISO 8601; absent for lists. */
  readonly publishedAt?: string;
  /** Absolute https address of a picture for cards. */
  readonly image?: string;
  /** schema.org. */
  readonly data: object;
  readonly view: Readonly<Record<string, unknown>>;
}

/** Renders pages of the archive. */
export interface ArchiveRenderer {
  readonly newsletter: Newsletter;
  readonly links: ArchiveLinks;
  /** The language that a page about topics in that language is written in. */
  language(wanted: string): string;
  locale(language: string): Locale;
  /** The whole HTML document. Throws TemplateFault. */
  render(page: ArchivePage): string;
}

/** The archive's pages from a set of templates. Throws TemplateFault when one is missing. */
export function archiveRenderer(templates: TemplateSet, newsletter: Newsletter): ArchiveRenderer {
  const engine = pageEngine(templates);
  const links = archiveLinks(newsletter.siteUrl);
  const available = languagesAvailable(templates);
  const style =
    themeVariables(newsletter.theme) +
    pageSource(templates, 'pages/style.css') +
    pageSource(templates, 'pages/archive/style.css');
  return {
    newsletter,
    links,
    locale: engine.locale,
    language: (wanted) => chromeLanguage(wanted, available, newsletter.language),
    render(page) {
      const { language, title, description, url, kind, publishedAt = '', image = '', data, view } = page;
      const shown = shownOf(newsletter, language);
      const { direction } = engine.locale(language);
      const common = { newsletter: shown, links, language, direction };
      const body = engine.fill(`archive/${page.template}`, language, { ...common, ...view });
      return engine.fill('archive/layout', language, {
        ...common,
        ...{ title, description, url, kind, publishedAt, style, body },
        image: image || shown.logo,
        hidden: newsletter.archive === 'noindex',
        data: jsonForScript(data),
      });
    },
  };
}
