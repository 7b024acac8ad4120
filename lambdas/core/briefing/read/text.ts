import type { Block, ReadBriefing } from '../block.ts';
import { cleanLines } from '../junk/clean-lines.ts';
import { linesOf, tidy } from '../tidy.ts';
import { colonLeadIn } from './lead-in.ts';
import { markedLine } from './markers.ts';
import { tellHeadings } from './text-headings.ts';
import { type LogicalLine, unwrap } from './unwrap.ts';

/** Reads a plain-text briefing: paragraphs, bullets, numbers, and the lines that stand over a text as its heading. */
export function readText(content: string): ReadBriefing {
  const { lines, cut } = cleanLines(linesOf(content), { markdown: false });
  const blocks = chunks(lines).flatMap((chunk) => chunkBlocks(chunk));
  return { blocks: withColonLeadIns(tellHeadings(blocks)), cut };
}

/** Runs of lines without an empty line between them. */
function chunks(lines: readonly string[]): LogicalLine[][] {
  const found: LogicalLine[][] = [];
  let open: LogicalLine[] = [];
  lines.forEach((raw, index) => {
    const text = tidy(raw);
    if (text) open.push({ line: index + 1, text });
    else if (open.length) {
      found.push(open);
      open = [];
    }
  });
  return open.length ? [...found, open] : found;
}

/** One chunk: split at markers and underlined headings, the rest unwrapped. */
function chunkBlocks(chunk: readonly LogicalLine[]): Block[] {
  const blocks: Block[] = [];
  let open: LogicalLine[] = [];
  let marker: ReturnType<typeof markedLine>;
  const close = () => {
    const [first, ...rest] = unwrapMarked(open, marker !== undefined);
    if (first) blocks.push(marker ? { ...block(first), ...marker, text: first.text } : block(first));
    for (const each of rest) blocks.push(block(each));
    open = [];
    marker = undefined;
  };
  chunk.forEach((line, index) => {
    const above = chunk[index - 1];
    if (above && open.length === 1 && !marker && /^(?:={3,}|-{3,})$/.test(line.text)) {
      blocks.push({ ...block(above), kind: 'heading', level: line.text.startsWith('=') ? 1 : 2 });
      open = [];
      return;
    }
    const found = markedLine(line.text);
    // A wrapped sentence may happen to begin a line with "12." or a dash: that is no list.
    if (found && !(found.kind === 'item' && open.length && runsOn(open, found.number))) {
      close();
      marker = found;
      open = [{ line: line.line, text: found.text }];
      if (found.kind === 'heading') close();
    } else open.push(line);
  });
  close();
  return blocks;
}

/** Whether the sentence above goes on in a line that merely looks like a numbered item. */
function runsOn(above: readonly LogicalLine[], number: number | undefined): boolean {
  const last = above[above.length - 1]?.text ?? '';
  return number !== undefined && last.length >= 40 && last.length <= 130 && !/[.!?:;]["”’)]*$/.test(last);
}

/** An item's own lines run on until the chunk or the item ends; other lines follow the rule of their width. */
function unwrapMarked(lines: readonly LogicalLine[], marked: boolean): LogicalLine[] {
  const [first, second] = lines;
  if (!marked || !first || !second) return unwrap(lines);
  // A short title over its text: "1. Fed holds rates" and then the paragraph on the next line.
  const titled =
    !/[.!?:,;]$/.test(first.text) && first.text.length < 90 && first.text.length + 25 < second.text.length;
  if (titled) return [first, ...unwrap(lines.slice(1))];
  if (lines.some((each) => each.text.length > 130)) return [...lines];
  return [{ line: first.line, text: lines.map((each) => each.text).join(' ') }];
}

function block({ line, text }: LogicalLine): Block {
  return { line, kind: 'paragraph', text, links: [] };
}

/** "Title: text" paragraphs have a label when at least two, and most, of a briefing's paragraphs do. */
function withColonLeadIns(blocks: readonly Block[]): Block[] {
  if (blocks.some((each) => each.kind === 'heading')) return [...blocks];
  const found = blocks.map((each) => (each.kind === 'paragraph' ? colonLeadIn(each.text) : undefined));
  const paragraphs = blocks.filter((each) => each.kind === 'paragraph').length;
  const labelled = found.filter(Boolean).length;
  if (labelled < 2 || labelled < paragraphs * 0.6) return [...blocks];
  return blocks.map((each, index) => {
    const leadIn = found[index];
    return leadIn ? { ...each, leadIn } : each;
  });
}
