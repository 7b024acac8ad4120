import type { Block } from '../block.ts';
import { lineLink } from '../story-link.ts';
import type { Cut } from '../topic.ts';
import { spacedWords } from '../words.ts';
import type { Draft } from './draft.ts';
import { draftOf, hasLeadIn } from './labelled.ts';

interface Region {
  readonly section: string;
  readonly defaultSection: string;
  /** Gets what is left out, with its rule. */
  readonly cut: Cut[];
}

/** Splits the blocks between two section headings. */
export function splitRegion(blocks: readonly Block[], region: Region): Draft[] {
  const top = blocks.reduce(
    (least, each) => (each.kind === 'heading' ? Math.min(least, each.level ?? 6) : least),
    7,
  );
  if (top === 7) return splitBare(blocks, region);
  const heads = (each: Block) => each.kind === 'heading' && (each.level ?? 6) === top;
  const [first = [], ...groups] = groupsOf(blocks, heads);
  const ahead = first[0] && heads(first[0]) ? splitGroup(first, region) : splitRegion(first, region);
  return [ahead, ...groups.map((group) => splitGroup(group, region))].flat();
}

/** Cuts before every block that `starts` accepts; what stands before the first one is a group of its own. */
function groupsOf(blocks: readonly Block[], starts: (block: Block, index: number) => boolean): Block[][] {
  const groups: Block[][] = [];
  let open: Block[] = [];
  blocks.forEach((block, index) => {
    if (open.length && starts(block, index)) {
      groups.push(open);
      open = [];
    }
    open.push(block);
  });
  if (open.length) groups.push(open);
  return groups;
}

/** One heading of the highest level and what stands under it. */
function splitGroup([heading, ...under]: readonly Block[], region: Region): Draft[] {
  if (!heading) return [];
  const text = under.findIndex((each) => each.text !== '');
  if (text < 0) {
    // Nothing under it: the line itself is what its author had to say.
    const body: Block = { ...heading, kind: 'paragraph' };
    return [{ line: heading.line, section: region.section, heading, blocks: [body, ...under] }];
  }
  if (under[text]?.kind === 'heading') {
    region.cut.push({ line: heading.line, text: heading.text, rule: 'unknown-section' });
    return splitRegion(under, { ...region, section: region.defaultSection });
  }
  return [{ line: heading.line, section: region.section, heading, blocks: under }];
}

/** No headings: numbers, then lead-ins, then paragraphs. */
function splitBare(blocks: readonly Block[], region: Region): Draft[] {
  const numbered = numberedStarts(blocks);
  if (numbered) return splitAt(blocks, numbered, region);
  const leadIns = blocks.map((each) => hasLeadIn(each));
  const labelled = leadIns.filter(Boolean).length;
  const first = blocks.findIndex((each) => each.text !== '');
  if (labelled >= 2 && leadIns[first]) return splitAt(blocks, leadIns, region);
  return splitAt(blocks, paragraphStarts(blocks), region);
}

/** Where numbers 1, 2, 3 ... begin topics; `undefined` when they are a list inside a text. */
function numberedStarts(blocks: readonly Block[]): boolean[] | undefined {
  const numbers = blocks.flatMap((each) => (each.number === undefined ? [] : [each.number]));
  if (numbers.length < 2 || numbers.some((each, index) => index > 0 && each <= (numbers[index - 1] ?? 0))) {
    return undefined;
  }
  const at = blocks.findIndex((each) => each.number !== undefined);
  const before = blocks.slice(0, at).filter((each) => each.text !== '');
  const announced = /[:：]$/.test(before[before.length - 1]?.text ?? '');
  if (before.length > 1 || (announced && before.length > 0 && numbers.length < blocks.length - 1))
    return undefined;
  return blocks.map((each) => each.number !== undefined || each === before[0]);
}

/** Without any structure a paragraph is a topic; what cannot stand alone stays with the one before it. */
function paragraphStarts(blocks: readonly Block[]): boolean[] {
  const paragraphs = blocks.some((each) => each.kind === 'paragraph' && standsAlone(each));
  let announced = false;
  return blocks.map((each) => {
    if (each.text === '') return false;
    // Items are topics only where there is nothing but items.
    const starts = standsAlone(each) && !announced && each.kind === (paragraphs ? 'paragraph' : 'item');
    announced = /[:：]$/.test(each.text) || (announced && each.kind === 'item');
    return starts;
  });
}

/** A line of dots or emoji, an address, or a fragment of a word or two belongs to its neighbour. */
function standsAlone(block: Block): boolean {
  const { text } = block;
  if (!/[\p{L}\p{N}]/u.test(text) || lineLink(block) !== undefined) return false;
  return spacedWords(text).length >= 4 || /\p{Lo}{4}/u.test(text) || /[.!?…。！？]["'”’»)]*$/.test(text);
}

/** Cuts at the starts; fragments and pictures before the first text stay with it. */
function splitAt(blocks: readonly Block[], starts: readonly boolean[], region: Region): Draft[] {
  let hasText = false;
  const groups = groupsOf(blocks, (_, index) => {
    const before = blocks[index - 1];
    hasText ||= before !== undefined && (before.kind === 'item' || standsAlone(before));
    const cuts = starts[index] === true && hasText;
    if (cuts) hasText = false;
    return cuts;
  });
  return groups.flatMap((group) => draftOf(group, region.section));
}
