import type { Draft } from './draft.ts';
import { fillTemplates } from './fill-templates.ts';
import { checkTokens, htmlDrafts } from './html-drafts.ts';
import type { Locale } from './locale.ts';
import { renderMjml } from './render-mjml.ts';
import { traceLines } from './source-lines.ts';
import type { TemplateSet } from './template-set.ts';
import type { Tokens } from './tokens.ts';

/**
 * Renders the MJML template `entry` over a view whose texts and gaps are `tokens`; returns the HTML part with its gaps.
 * Throws TemplateFault.
 */
export async function renderHtml(
  templates: TemplateSet,
  entry: string,
  view: object,
  locale: Locale,
  tokens: Tokens,
): Promise<Draft[]> {
  const mjml = fillTemplates(templates, entry, view, locale, tokens);
  // Only a fault pays for finding its place: the templates are filled again with every line marked.
  const trace = () => traceLines(fillTemplates(templates, entry, view, locale, tokens, true));
  const html = await renderMjml(mjml, entry, trace);
  checkTokens(tokens, mjml, html, entry);
  return htmlDrafts(tokens, html, entry);
}
