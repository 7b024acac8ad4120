import type { Block } from './block.ts';
import { absoluteUrl } from './read/runs.ts';

/** "Read the full story", "Source: ...": what a link to a topic's own story says. */
const STORY =
  /^(?:read|full|more|continue|source|via|story|article|link|original|weiter|mehr|quelle|lire|suite|leer|fuente)\b/i;
const PLAIN =
  /^(?:(?:source|link|via|more|read more|read|full story|story|article|quelle|lire)\s?:?\s)?<?(https?:\/\/[^\s<>]+?)>?[.,]?$/i;

/** The address that a line carries and is nothing but, or `undefined` for a line of text. */
export function lineLink(block: Block): string | undefined {
  if (block.kind === 'heading' || block.image) return undefined;
  const plain = PLAIN.exec(block.text);
  if (plain) return absoluteUrl(plain[1], undefined, /^https?:$/);
  const [link, another] = block.links;
  if (!link || another || link.label !== block.text.replace(/[\s.:»›→…>]+$/, '')) return undefined;
  return STORY.test(block.text) || block.text.split(' ').length < 4 ? link.href : undefined;
}

/**
 * The address of a topic's own story: the editor's, the heading's, that of a line which is only a link, a link that
 * says it leads there, or the first link of the text.
 */
export function storyLink(
  heading: Block | undefined,
  lines: readonly string[],
  text: readonly Block[],
): string | undefined {
  const links = text.flatMap((each) => each.links);
  return (
    heading?.links[0]?.href ??
    lines[0] ??
    links.find((each) => STORY.test(each.label))?.href ??
    links[0]?.href
  );
}
