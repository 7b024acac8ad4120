import { Buffer } from 'node:buffer';
import type { ReadBriefing } from '../block.ts';
import { BriefingFault } from '../fault.ts';
import { type FrontMatter, type Refuse, readFrontMatter, type SectionNamed } from '../front-matter.ts';
import { linesOf } from '../tidy.ts';
import type { Briefing } from '../topic.ts';
import { readMarkdown } from './markdown.ts';
import { readPage } from './page.ts';
import { readText } from './text.ts';

/** Largest briefing: 5 MiB of UTF-8. */
export const MOST_BYTES = 5 * 1024 * 1024;

const NO_MATTER: FrontMatter = { topics: [] };

/** A briefing's blocks and its front matter (only Markdown has any). */
export interface Reading {
  readonly read: ReadBriefing;
  readonly matter: FrontMatter;
  /** Throws a `BriefingFault` about a line of this briefing. */
  readonly refuse: Refuse;
}

/** Throws `BriefingFault` about that briefing. */
export function refusing({ source: file }: Briefing): Refuse {
  return (line, field, problem, cause) => {
    throw new BriefingFault({ file, line, ...(field === undefined ? {} : { field }) }, problem, cause);
  };
}

/** Refuses a briefing that is too large. */
export function checkSize({ content }: Briefing, refuse: Refuse): void {
  const bytes = Buffer.byteLength(content, 'utf8');
  if (bytes > MOST_BYTES)
    refuse(1, undefined, `has ${bytes} bytes; a briefing has at most ${MOST_BYTES} (5 MiB)`);
}

/** Reads a briefing of any format but JSON. Throws `BriefingFault`. */
export function readBriefing(briefing: Briefing, sectionNamed: SectionNamed): Reading {
  const refuse = refusing(briefing);
  checkSize(briefing, refuse);
  if (briefing.format === 'html') {
    return { read: readPage(briefing.content.toWellFormed(), briefing.baseUrl), matter: NO_MATTER, refuse };
  }
  if (briefing.format === 'text') return { read: readText(briefing.content), matter: NO_MATTER, refuse };
  const lines = linesOf(briefing.content);
  const { matter, text } = takeFrontMatter(lines, refuse, sectionNamed);
  return { read: readMarkdown(text, briefing.baseUrl), matter, refuse };
}

/** Front matter stands between a first line `---` and the next `---` or `...`. */
function takeFrontMatter(
  lines: readonly string[],
  refuse: Refuse,
  sectionNamed: SectionNamed,
): { matter: FrontMatter; text: readonly string[] } {
  if (lines[0]?.trimEnd() !== '---') return { matter: NO_MATTER, text: lines };
  const end = lines.findIndex((line, index) => index > 0 && /^(?:---|\.\.\.)\s*$/.test(line));
  if (end < 0) {
    if (!/^[a-z]+:/i.test(lines[1] ?? '')) return { matter: NO_MATTER, text: lines };
    return refuse(1, undefined, 'the front matter has no end: close it with a line "---"');
  }
  const matter = readFrontMatter(lines.slice(1, end).join('\n'), 2, refuse, sectionNamed);
  if (!matter) return { matter: NO_MATTER, text: lines };
  return { matter, text: lines.map((line, index) => (index <= end ? '' : line)) };
}
