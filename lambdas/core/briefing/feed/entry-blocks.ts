import type { Block } from '../block.ts';
import { junkRule } from '../junk/junk.ts';
import { documentOf } from '../read/document.ts';
import { blocksUnder } from '../read/html-blocks.ts';
import { tidy } from '../tidy.ts';
import type { FeedEntry } from './feed.ts';

/** Lines that publishing programs put under or over every entry; the whole line must be one. */
const FURNITURE = [
  /^The post .{1,300} (?:appeared first on|first appeared on) .{1,200}$/,
  /^(?:Der Beitrag|L’article|L'article|La entrada|O post) .{1,300} (?:erschien zuerst auf|est apparu en premier sur|se publicó primero en|apareceu primeiro em) .{1,200}$/,
  /^.{1,300} was originally published in .{1,200} on Medium\b.{0,200}$/,
  /^(?:Continue reading|Weiterlesen|Lire la suite|Seguir leyendo|Read (?:more|on|full story))\b.{0,200}$/i,
  /^(?:Comments?|Thanks for reading .{1,120}|Subscribe (?:now|for free).{0,160}|.{0,80} is a reader-supported publication.{0,160})$/i,
];

/** "arXiv:2511.01234v1 Announce Type: new Abstract: …" and the dots of an excerpt are the feed's, not the author's. */
const PREFIX = /^arXiv:\S{6,20} Announce Type: \S{1,20} (?:Abstract: )?/;
const EXCERPT_END = /\s*(?:\[(?:…|\.\.\.)\]|\(more…\))\s*(?:Read more|Continue reading)?\.?$/i;

/** The blocks of an entry's text, without what its feed repeats under every one. */
export function entryBlocks(entry: FeedEntry): Block[] {
  const root = documentOf(entry.html).documentElement;
  if (!root) return [];
  const found: Block[] = [];
  for (const { furniture, ...block } of blocksUnder(root, { baseUrl: entry.baseUrl })) {
    if (furniture) continue;
    const plain = withoutMarks(block);
    const heading = plain.kind === 'heading';
    const text = plain.text;
    if (text !== '' && FURNITURE.some((each) => each.test(text))) continue;
    if (text !== '' && junkRule(text, { heading }) !== undefined) continue;
    if (heading && found.length === 0 && text === entry.title) continue;
    if (text === '' && !plain.image) continue;
    found.push(plain);
  }
  return found;
}

function withoutMarks(block: Block): Block {
  const text = tidy(block.text.replace(PREFIX, '').replace(EXCERPT_END, ' …')).replace(/^…$/, '');
  if (text === block.text) return block;
  // What was cut may lie inside markup; such lines are excerpts and have none worth keeping.
  const { html: _html, leadIn: _leadIn, ...plain } = block;
  return { ...plain, text, links: [] };
}
