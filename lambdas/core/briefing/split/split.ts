import type { Block, ReadBriefing } from '../block.ts';
import { junkRule } from '../junk/junk.ts';
import { lineLink } from '../story-link.ts';
import type { Cut } from '../topic.ts';
import { type Draft, isLabel, type Split } from './draft.ts';
import { splitRegion } from './region.ts';

export interface SplitOptions {
  readonly sectionNamed: (name: string) => string | undefined;
  /** Id of the section of topics that no section heading claims. */
  readonly defaultSection: string;
  /** A title from the front matter: then the first heading is no title, unless it says the same. */
  readonly title?: string;
}

/**
 * Groups blocks into topics: by headings, numbers or lead-ins where there are any, else by paragraph; never inside
 * a paragraph. A heading that names a section moves the topics after it there.
 */
export function split(read: ReadBriefing, options: SplitOptions): Split {
  const cut: Cut[] = [];
  const clean = withoutJunk(withLoneNumbers(read.blocks), cut);
  const { title, blocks } = takeTitle(clean, read, options, cut);
  const parts: Draft[][] = [];
  let section = options.defaultSection;
  let open: Block[] = [];
  const close = () => {
    parts.push(splitRegion(open, { section, defaultSection: options.defaultSection, cut }));
    open = [];
  };
  for (const block of blocks) {
    const named = block.kind === 'heading' ? options.sectionNamed(block.text) : undefined;
    if (named === undefined) open.push(block);
    else {
      close();
      section = named;
    }
  }
  if (read.oneStory && parts.length === 0 && isPlainStory(open)) parts.push(oneDraft(open, section));
  else close();
  return { ...(title ? { title } : {}), drafts: parts.flat(), cut };
}

/** "14. November" begins a sentence and no list: a number without a neighbour is text. */
function withLoneNumbers(blocks: readonly Block[]): Block[] {
  const numbers = new Set(blocks.map((each) => each.number));
  return blocks.map((block) => {
    const { number, ...plain } = block;
    if (number === undefined || numbers.has(number + 1) || numbers.has(number - 1)) return block;
    const html = plain.html === undefined ? {} : { html: `${number}. ${plain.html}` };
    return { ...plain, ...html, kind: 'paragraph', text: `${number}. ${plain.text}` };
  });
}

/** Asks the junk rules about whole paragraphs, items and headings; labels are reported, not lost. */
function withoutJunk(blocks: readonly Block[], cut: Cut[]): Block[] {
  let related = false;
  return blocks.filter((block) => {
    const heading = block.kind === 'heading';
    const rule =
      block.kind === 'picture'
        ? undefined
        : (junkRule(block.text, { heading }) ??
          (heading && isLabel(block.text) ? 'label' : undefined) ??
          (related && isBareLink(block) ? 'related-link' : undefined));
    related = rule === 'related-heading' || (related && rule === 'related-link');
    if (rule === undefined) return true;
    // "Read more" carries the story's address: `assemble` takes it before it reports the line.
    if (rule === 'read-more' && lineLink(block) !== undefined) return true;
    cut.push({ line: block.line, text: block.text, rule });
    return false;
  });
}

function isBareLink(block: Block): boolean {
  return block.kind === 'item' && block.links.length === 1 && block.links[0]?.label === block.text;
}

/** The document's own title, and the blocks without it. */
function takeTitle(
  blocks: readonly Block[],
  read: ReadBriefing,
  options: SplitOptions,
  cut: Cut[],
): { title?: string; blocks: readonly Block[] } {
  const known = options.title ?? read.title;
  const said = known ? { title: known } : {};
  const texts = blocks.filter((each) => each.kind !== 'picture');
  const [first, ...rest] = texts;
  if (first?.kind !== 'heading' || options.sectionNamed(first.text) !== undefined) return { ...said, blocks };
  const without = blocks.filter((each) => each !== first);
  if (first.text === known) return { ...said, blocks: without };
  if (!isTitle(first, rest, options)) return { ...said, blocks };
  if (options.title === undefined) return { title: first.text, blocks: without };
  cut.push({ line: first.line, text: first.text, rule: 'title' });
  return { ...said, blocks: without };
}

/** Whether the first heading is over the whole briefing, and not over its first topic. */
function isTitle(first: Block, rest: readonly Block[], options: SplitOptions): boolean {
  if (rest.every((each) => each.kind === 'heading')) return false;
  const next = rest[0];
  if (next?.kind === 'heading') {
    return first.level === 1 || first.level === next.level || options.sectionNamed(next.text) !== undefined;
  }
  const others = rest.filter((each) => each.kind === 'heading');
  const rivals = others.filter((each) => (each.level ?? 6) <= (first.level ?? 1));
  if (first.level === 1) return rivals.length === 0;
  return others.length === 0 && rest.filter((each) => each.kind !== 'quote').length >= 2;
}

/** A news story with at most one subheading: its paragraphs are one topic. */
function isPlainStory(blocks: readonly Block[]): boolean {
  const headings = blocks.filter((each) => each.kind === 'heading').length;
  return headings < 2 && blocks.some((each) => each.text !== '');
}

function oneDraft(blocks: readonly Block[], section: string): Draft[] {
  const first = blocks.find((each) => each.text !== '');
  return first ? [{ line: first.line, section, blocks }] : [];
}
