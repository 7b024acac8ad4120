import type { Newsletter } from '../config.ts';
import type { Issue } from '../issue/issue.ts';
import type { Draft } from './draft.ts';
import { fillTemplates } from './fill-templates.ts';
import { checkTokens, htmlDrafts } from './html-drafts.ts';
import { type Extent, issueView } from './issue-view.ts';
import type { Locale } from './locale.ts';
import { renderMjml } from './render-mjml.ts';
import { traceLines } from './source-lines.ts';
import type { TemplateSet } from './template-set.ts';
import { textDrafts } from './text-drafts.ts';
import { Tokens } from './tokens.ts';

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
  const mjml = fillTemplates(templates, view, locale, tokens);
  // Only a fault pays for finding its place: the templates are filled again with every line marked.
  const trace = () => traceLines(fillTemplates(templates, view, locale, tokens, true));
  const html = await renderMjml(mjml, trace);
  checkTokens(tokens, mjml, html);
  return { html: htmlDrafts(tokens, html), text: textDrafts(issue, newsletter, locale, extent) };
}
