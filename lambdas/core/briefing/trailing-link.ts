import type { Block } from './block.ts';
import { junkRule } from './junk/junk.ts';
import type { TopicLink } from './topic.ts';

/** A paragraph, and the "Read more" that stood behind its last sentence. */
export interface Untailed {
  readonly block: Block;
  /** The link that is no longer in the block's text, markup and links. */
  readonly tail?: TopicLink;
}

/**
 * Takes "Read more" and its like from the end of a paragraph: it is a button to the story, and a summary or a headline
 * must not end in it. Only a link after a finished sentence is one; anything else comes back as it was.
 */
export function untailed(block: Block): Untailed {
  const tail = block.links.at(-1);
  const { html, text, kind } = block;
  if (!tail || html === undefined || kind === 'heading') return { block };
  if (junkRule(tail.label.replace(/[\s.…»›→>]+$/u, '')) !== 'read-more') return { block };
  const at = text.lastIndexOf(tail.label);
  const opens = html.lastIndexOf('<a href="');
  const label = html.slice(opens).replace(/<[^>]*>/g, '');
  const rest = text.slice(at + tail.label.length);
  const alone = at > 0 && opens > 0 && !/[\p{L}\p{N}]/u.test(rest) && label.startsWith(tail.label);
  const before = text.slice(0, at).replace(OPENS, '');
  if (!alone || !/[.!?…。！？]["'”’»)]*$/u.test(before)) return { block };
  const links = block.links.slice(0, -1);
  return { block: { ...block, text: before, html: html.slice(0, opens).replace(OPENS, ''), links }, tail };
}

/** What leads up to the button: spaces, a bracket, a dash. */
const OPENS = /[\s([|–—-]+$/u;
