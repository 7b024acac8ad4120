import type { Block } from '../block.ts';
import type { Cut } from '../topic.ts';

/** A topic while it is put together: which blocks are its text, and what its author called it. */
export interface Draft {
  /** 1-based line on which it begins. */
  readonly line: number;
  readonly section: string;
  /** The heading or label over it, with the links that stood in it. */
  readonly heading?: Block;
  /** In order; never empty. */
  readonly blocks: readonly Block[];
}

/** What splitting made of a briefing's blocks. */
export interface Split {
  readonly title?: string;
  readonly drafts: readonly Draft[];
  readonly cut: readonly Cut[];
}

/** Headings that say nothing about what follows: no headline comes of them. */
const LABEL =
  /^(?:(?:the )?key (?:points|takeaways|facts|findings|developments)|(?:the )?highlights?|takeaways?|main points|at a glance|in (?:brief|short|a nutshell|summary|other news)|summary|overview|introduction|intro|background|context|conclusion|other (?:topics|news|stories|items|headlines)|more (?:news|stories|headlines)|elsewhere|also(?: today| in the news)?|top stories|latest news|(?:today['’]s )?headlines|(?:the )?news|breaking(?: news)?|quick (?:hits|reads|takes)|tl;?dr|das wichtigste(?: in kürze)?|auf einen blick|kurz notiert|en bref|l['’]essentiel|en breve)\s?:?$/i;

/** Whether a heading is such a label ("Key points", "In brief"). */
export function isLabel(text: string): boolean {
  return LABEL.test(text);
}
