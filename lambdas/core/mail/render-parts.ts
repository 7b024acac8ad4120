import type { Newsletter } from '../config.ts';
import type { Issue } from '../issue/issue.ts';
import type { Draft } from './draft.ts';
import { type Extent, issueView } from './issue-view.ts';
import type { Locale } from './locale.ts';
import { renderHtml } from './render-html.ts';
import type { TemplateSet } from './template-set.ts';
import { textDrafts } from './text-drafts.ts';
import { Tokens } from './tokens.ts';

const ENTRY = 'email/issue.mjml.hbs';

export interface Parts {
  readonly html: readonly Draft[];
  readonly text: readonly Draft[];
}

/** Renders both parts of an issue in one language. Throws TemplateFault. */
export async function renderParts(
  issue: Issue,
  newsletter: Newsletter,
  locale: Locale,
  templates: TemplateSet,
  extent: Extent,
): Promise<Parts> {
  const tokens = new Tokens(JSON.stringify([issue, newsletter, locale.language]));
  const view = issueView(issue, newsletter, locale, tokens, extent);
  const html = await renderHtml(templates, ENTRY, view, locale, tokens);
  return { html, text: textDrafts(issue, newsletter, locale, extent) };
}
