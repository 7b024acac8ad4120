import type { Block, LeadIn } from '../block.ts';
import type { TopicImage } from '../topic.ts';
import { spacedWords } from '../words.ts';
import { STRAY } from './document.ts';
import type { PageBlock } from './html-blocks.ts';
import type { Role } from './html-roles.ts';
import { BREAK, evenRuns, htmlOf, linksOf, type Run, textOf } from './runs.ts';

/** Longest text of a wholly bold paragraph that stands for a heading, in words. */
const HEADING_WORDS = 14;

interface Kind {
  readonly kind: Block['kind'];
  readonly level?: number;
  readonly number?: number;
}

const PARAGRAPH: Kind = { kind: 'paragraph' };

/** Collects text and pictures while a document is walked, and closes a block wherever its markup does. */
export class BlockBuilder {
  readonly blocks: PageBlock[] = [];
  private readonly dataLines: boolean;
  private runs: Run[] = [];
  private image: TopicImage | undefined;
  private kind: Kind = PARAGRAPH;
  private marks = { strong: 0, em: 0, code: 0 };
  private hrefs: (string | undefined)[] = [];
  private lists: (number | undefined)[] = [];
  private counted = 0;
  private line = 1;
  private depth = { navigation: 0, hidden: 0, caption: 0, quote: 0, pre: 0 };

  constructor(dataLines: boolean) {
    this.dataLines = dataLines;
  }

  text(written: string): void {
    if (written === '') return;
    const text = written.replaceAll(STRAY, '<');
    if (this.depth.pre) {
      const lines = text.split('\n');
      for (const [index, line] of lines.entries()) {
        if (index) this.runs.push(this.run(BREAK));
        if (line) this.runs.push(this.run(line));
      }
    } else this.runs.push(this.run(text.replace(/\n/g, ' ')));
  }

  /** Two in a row are the paragraph's end, as old pages write it. */
  lineBreak(): undefined {
    const last = this.runs[this.runs.length - 1];
    if (last?.text === BREAK) {
      const { kind } = this;
      this.flush();
      this.kind = kind;
    } else this.runs.push(this.run(BREAK));
    return undefined;
  }

  picture(image: TopicImage): void {
    this.image ??= image;
  }

  mark(name: 'strong' | 'em' | 'code'): () => void {
    this.marks[name] += 1;
    return () => {
      this.marks[name] -= 1;
    };
  }

  link(href: string | undefined): () => void {
    this.hrefs.push(href);
    return () => void this.hrefs.pop();
  }

  /** A block-level element: ends the open block, and returns how to end its own. */
  element(role: Role, at: { hidden: boolean; line: number; start: number }): () => void {
    if (role === 'cell') this.nextCell();
    else if (role !== 'inline') this.flush();
    if (!Number.isNaN(at.line)) this.line = at.line;
    const outer = this.kind;
    const deeper = at.hidden ? 'hidden' : typeof role === 'string' && role in this.depth ? role : undefined;
    if (deeper) this.depth[deeper as keyof typeof this.depth] += 1;
    if (typeof role === 'object') this.kind = { kind: 'heading', level: role.heading };
    else if (role === 'list') this.lists.push(undefined);
    else if (role === 'numbered-list') this.lists.push(Number.isFinite(at.start) ? at.start : 1);
    else if (role === 'item') this.kind = this.item();
    else if (role === 'quote') this.kind = { kind: 'quote' };
    return () => {
      if (role !== 'cell' && role !== 'inline') this.flush();
      if (role === 'list' || role === 'numbered-list') this.lists.pop();
      if (deeper) this.depth[deeper as keyof typeof this.depth] -= 1;
      this.kind = this.depth.quote ? { kind: 'quote' } : role === 'block' ? this.after(outer) : PARAGRAPH;
    };
  }

  /** Ends the open block, if it holds anything. */
  flush(): void {
    const runs = evenRuns(this.runs);
    const text = textOf(runs);
    const { image, kind } = this;
    this.runs = [];
    this.image = undefined;
    if (text === '' && !image) return;
    if (text) this.counted += 1;
    const furniture = (['hidden', 'navigation', 'caption'] as const).find((each) => this.depth[each] > 0);
    this.blocks.push({
      line: this.dataLines ? this.line : Math.max(1, this.counted),
      ...(text ? kindOf(kind, runs, text) : { kind: 'picture' as const }),
      text,
      ...(text ? { html: htmlOf(runs) } : {}),
      links: linksOf(runs),
      ...(image ? { image } : {}),
      ...(furniture ? { furniture } : {}),
    });
    // The second paragraph of a list item is not an item of its own.
    if (text && kind.kind === 'item') this.kind = PARAGRAPH;
  }

  /** The cells of a table's row are one line. */
  private nextCell(): void {
    while (this.runs.length && !/\S/.test(this.runs.at(-1)?.text ?? '')) this.runs.pop();
    if (this.runs.length) this.runs.push(this.run('; '));
  }

  private after(outer: Kind): Kind {
    const last = this.blocks[this.blocks.length - 1];
    return outer.kind === 'item' && last?.kind === 'item' ? PARAGRAPH : outer;
  }

  private item(): Kind {
    const number = this.lists[this.lists.length - 1];
    if (number === undefined) return { kind: 'item' };
    this.lists[this.lists.length - 1] = number + 1;
    return { kind: 'item', number };
  }

  private run(text: string): Run {
    const href = this.hrefs[this.hrefs.length - 1];
    return {
      text,
      strong: this.marks.strong > 0,
      em: this.marks.em > 0,
      code: this.marks.code > 0,
      ...(href ? { href } : {}),
    };
  }
}

/** A short paragraph all in bold is a heading in disguise; one that begins in bold may have a lead-in. */
function kindOf(kind: Kind, runs: readonly Run[], text: string): Kind & { leadIn?: LeadIn } {
  if (kind.kind !== 'paragraph' && kind.kind !== 'item') return kind;
  const plain = runs.findIndex((run) => !run.strong && run.text !== BREAK);
  if (plain < 0) {
    const short = spacedWords(text).length <= HEADING_WORDS && !/[.:;,…]["'”’»)]*$/.test(text);
    return short && kind.kind === 'paragraph' ? { kind: 'heading', level: 6 } : kind;
  }
  const label = textOf(runs.slice(0, plain));
  if (plain === 0 || !/\S/.test(label) || label.length > 120) return kind;
  const rest = evenRuns(runs.slice(plain));
  const parted =
    isTitleBefore(label, textOf(rest)) ||
    /[.:!?…–—-]["'”’»)]*$/.test(label) ||
    /^\s*[:–—-]\s/.test(rest[0]?.text ?? '') ||
    brokenAfter(runs, plain);
  const size = spacedWords(label).length;
  const restText = textOf(rest).replace(/^[:–—-]\s+/, '');
  if (!parted || size > HEADING_WORDS || restText === '') return kind;
  const [first, ...others] = rest;
  const even = first ? evenRuns([{ ...first, text: first.text.replace(/^[:–—-]\s+/, '') }, ...others]) : rest;
  return {
    ...kind,
    leadIn: { label: label.replace(/[.:,;–—-]+$/, '').trim(), text: restText, html: htmlOf(even) },
  };
}

/**
 * "**Chipmaker to build in Dresden** The company said ...": no mark parts the two. A title has small words and no
 * article before them; "**Federal Reserve** chair" and "**The minister of finance** said" are emphasis.
 */
function isTitleBefore(label: string, rest: string): boolean {
  const [first = '', ...others] = spacedWords(label);
  const small = others.filter((each) => /^\p{Ll}/u.test(each)).length;
  return (
    others.length >= 3 &&
    small >= 2 &&
    !/^(?:the|an?|his|her|its|their|der|die|das|ein|eine|le|la|les|un|une|el|los|las)$/i.test(first) &&
    /^["“‘«„]?[\p{Lu}\p{N}]/u.test(rest) &&
    spacedWords(rest).length >= 5
  );
}

/** `<b>Label</b><br>Text` */
function brokenAfter(runs: readonly Run[], plain: number): boolean {
  return runs[plain - 1]?.text === BREAK;
}
