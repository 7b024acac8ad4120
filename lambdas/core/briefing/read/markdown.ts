import MarkdownIt from 'markdown-it';
import type { ReadBriefing } from '../block.ts';
import { cleanLines } from '../junk/clean-lines.ts';
import { documentOf, STRAY } from './document.ts';
import { blocksUnder } from './html-blocks.ts';

/** CommonMark; raw HTML is text. */
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });

/** A paragraph longer than this, in characters, has its inline markup left alone: no author wrote it by hand. */
const LONGEST_INLINE = 100_000;

markdown.core.ruler.at('inline', (state) => {
  for (const token of state.tokens) {
    if (token.type !== 'inline') continue;
    const children = token.children ?? [];
    token.children = children;
    if (token.content.length <= LONGEST_INLINE) {
      state.md.inline.parse(token.content, state.md, state.env, children);
      continue;
    }
    const text = new state.Token('text', '', 0);
    text.content = token.content;
    children.push(text);
  }
});

markdown.core.ruler.push('lines', ({ tokens }) => {
  for (const token of tokens) {
    if (token.map && (token.nesting === 1 || token.type === 'fence' || token.type === 'code_block')) {
      token.attrSet('data-line', String(token.map[0] + 1));
    }
  }
});

/**
 * Reads a Markdown briefing without its front matter. `lines` are the physical lines of the whole file, those of the
 * front matter emptied, so that line numbers are the author's.
 */
export function readMarkdown(lines: readonly string[], baseUrl: string | undefined): ReadBriefing {
  const clean = cleanLines(lines, { markdown: true });
  const { documentElement } = documentOf(markdown.render(clean.lines.join('\n')).replaceAll('&lt;', STRAY));
  const options = { dataLines: true, ...(baseUrl ? { baseUrl } : {}) };
  return { blocks: documentElement ? blocksUnder(documentElement, options) : [], cut: clean.cut };
}
