import sanitizeHtml from 'sanitize-html';
import type { Block } from './block.ts';
import { escapeText } from './read/runs.ts';

/** What a topic may hold; everything else is text. Relative addresses are gone before: a mail has no base. */
const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: ['p', 'a', 'strong', 'em', 'code', 'ul', 'ol', 'li', 'blockquote', 'br'],
  allowedAttributes: { a: ['href'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'escape',
};

/** Paragraphs of escaped text, which are on the allow-list as they stand: most topics, and sanitising is not free. */
const PLAIN = /^(?:<p>[^<>]*<\/p>)+$/;

/**
 * The HTML of a topic's blocks: paragraphs, lists and quotes. `undefined` when none of them has markup, as in plain
 * text. Every tag that is not on the allow-list comes out escaped.
 */
export function htmlOfBlocks(blocks: readonly Block[]): string | undefined {
  if (!blocks.some((each) => each.html !== undefined)) return undefined;
  let html = '';
  let list: 'ul' | 'ol' | undefined;
  for (const block of blocks) {
    const wanted = block.kind !== 'item' ? undefined : block.number === undefined ? 'ul' : 'ol';
    if (list && list !== wanted) html += `</${list}>`;
    if (wanted && list !== wanted) {
      html += wanted === 'ol' && block.number !== 1 ? `<ol start="${block.number}">` : `<${wanted}>`;
    }
    list = wanted;
    const inner = block.html ?? escapeText(block.text);
    if (wanted) html += `<li>${inner}</li>`;
    else if (block.kind === 'quote') html += `<blockquote><p>${inner}</p></blockquote>`;
    else if (block.kind === 'heading') html += `<p><strong>${stripStrong(inner)}</strong></p>`;
    else html += `<p>${inner}</p>`;
  }
  if (list) html += `</${list}>`;
  return PLAIN.test(html) ? html : sanitizeHtml(html, ALLOWED);
}

function stripStrong(html: string): string {
  return html.replace(/<\/?strong>/g, '');
}
