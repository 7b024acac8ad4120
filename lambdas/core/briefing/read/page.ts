import defuddle from 'defuddle';
import type { Block, ReadBriefing } from '../block.ts';
import { tidy } from '../tidy.ts';
import type { Cut } from '../topic.ts';
import { type DomDocument, documentOf, nodesUnder } from './document.ts';
import { blocksUnder, type PageBlock } from './html-blocks.ts';

/** The two members in use; the package's own types do not resolve under nodenext. */
const Defuddle = defuddle as unknown as new (
  document: unknown,
  options: { readonly url: string },
) => { parse(): { readonly content?: string; readonly title?: string } };

/** Share of a page's own prose that the extraction must keep to be believed; below, the whole page is read. */
const BELIEVED = 0.5;

/** Nodes up to which a page is extracted; a larger one is read whole, for the extraction's work grows faster. */
const MOST_NODES = 12_000;

/**
 * Reads an HTML page or fragment. Every block of its text is in `blocks` or in `cut`: navigation and hidden parts are
 * told from the markup, what stands around the article by Readability-class extraction (defuddle).
 */
export function readPage(html: string, baseUrl: string | undefined): ReadBriefing {
  const document = documentOf(html);
  const all = document.documentElement
    ? blocksUnder(document.documentElement, baseUrl ? { baseUrl } : {})
    : [];
  const small = document.documentElement && nodesUnder(document.documentElement, MOST_NODES) < MOST_NODES;
  const article = small ? articleOf(html) : { content: '', title: '' };
  const title = tidy(article.title || pageTitle(document));
  const inside = insideArticle(all, article.content);
  const blocks: Block[] = [];
  const cut: Cut[] = [];
  for (const [index, block] of all.entries()) {
    const rule = ruleOf(block, inside[index] === true, title);
    const { furniture: _furniture, ...plain } = block;
    if (rule === undefined) blocks.push(plain);
    else if (block.text) cut.push({ line: block.line, text: block.text, rule });
  }
  return { blocks, cut, ...(title ? { title } : {}), oneStory: isOneStory(document) };
}

function ruleOf(block: PageBlock, inside: boolean, title: string): string | undefined {
  if (block.kind === 'heading' && block.text === title) return undefined;
  if (block.furniture === 'hidden') return 'hidden';
  if (block.furniture === 'navigation') return 'page-furniture';
  if (block.furniture === 'caption') return 'caption';
  return inside ? undefined : 'outside-article';
}

/** Which of the page's blocks the article holds; all that are not furniture when the article is not believed. */
function insideArticle(all: readonly PageBlock[], content: string): boolean[] {
  const own = all.map((block) => !block.furniture);
  const body = content ? documentOf(content).documentElement : null;
  if (!body) return own;
  const kept = new Map<string, number>();
  for (const { text, image } of blocksUnder(body, {})) {
    for (const key of [text && squeezed(text), image?.src]) if (key) kept.set(key, (kept.get(key) ?? 0) + 1);
  }
  const inside = all.map(({ text, image }) => {
    const key = text ? squeezed(text) : (image?.src ?? '');
    const left = kept.get(key) ?? 0;
    if (left > 0) kept.set(key, left - 1);
    return left > 0;
  });
  const length = (flags: readonly boolean[]) =>
    all.reduce((sum, { text }, index) => sum + (own[index] && flags[index] ? text.length : 0), 0);
  return length(inside) >= length(own) * BELIEVED ? inside : own;
}

/** The extraction moves white space and marks about; letters and digits identify a block. */
function squeezed(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '') || text;
}

/** The article's HTML and title; empty when extraction fails, which no page may do to a briefing. */
function articleOf(html: string): { content: string; title: string } {
  try {
    // A neutral address: what a page holds must not depend on where it was read from.
    const { content, title } = new Defuddle(documentOf(html), { url: 'https://page.invalid/' }).parse();
    return { content: content ?? '', title: title ?? '' };
  } catch {
    return { content: '', title: '' };
  }
}

function pageTitle(document: DomDocument): string {
  return document.querySelector('title')?.textContent ?? '';
}

const STORY = /"@type"\s*:\s*"[A-Za-z]{0,20}Article"/;

function isOneStory(document: DomDocument): boolean {
  const type = document.querySelector('meta[property="og:type"]')?.getAttribute('content');
  if (type) return type === 'article';
  const data = document.querySelector('script[type="application/ld+json"]')?.textContent ?? '';
  return STORY.test(data.slice(0, 20_000));
}
