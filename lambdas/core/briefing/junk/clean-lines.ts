import { tidy } from '../tidy.ts';
import type { Cut } from '../topic.ts';
import { junkRule } from './junk.ts';

const MARKER = /^(?:[-*+•·▪◦‣>–—]|#{1,6}|\d{1,3}[.)])\s+/;
const SENTENCE_END = /[.!?…:;。！？]["'”’»)\]*_]*$/;
const BEGINS_ANEW = /^[^\p{Ll}]/u;

/**
 * Takes junk lines out of a text before it is read: returns the same number of lines, those that are junk emptied,
 * and what was cut. A line in the middle of a wrapped paragraph is never looked at, for the last word of "40 cents
 * a / share." is no share button.
 */
export function cleanLines(
  lines: readonly string[],
  options: { readonly markdown: boolean },
): { readonly lines: readonly string[]; readonly cut: readonly Cut[] } {
  const kept = [...lines];
  const cut: Cut[] = [];
  let fenced = false;
  for (let index = 0; index < lines.length; index += 1) {
    const raw = lines[index] ?? '';
    if (options.markdown && /^ {0,3}(?:```|~~~)/.test(raw)) fenced = !fenced;
    if (fenced || raw.length > 1000) continue;
    const text = tidy(raw);
    const bare = text.replace(MARKER, '');
    const rule = junkRule(bare, { heading: /^#/.test(text) });
    if (rule === undefined || !standsAlone(kept, index, bare)) continue;
    // In Markdown a rule or an underline is markup, not text.
    if (rule === 'separator' && (options.markdown || underlines(kept, index))) continue;
    kept[index] = '';
    cut.push({ line: index + 1, text, rule });
  }
  return { lines: kept, cut };
}

/** Whether neither neighbour runs on into this line: what is above has ended, what is below begins anew. */
function standsAlone(lines: readonly string[], index: number, text: string): boolean {
  const above = tidy((lines[index - 1] ?? '').slice(-80));
  const below = tidy((lines[index + 1] ?? '').slice(0, 80));
  const aboveEnded =
    above === '' ||
    (BEGINS_ANEW.test(text) && (SENTENCE_END.test(above) || above.length < 50 || above.length >= 79));
  return aboveEnded && (below === '' || BEGINS_ANEW.test(below));
}

/** `=====` or `-----` right under a line is the underline of a heading. */
function underlines(lines: readonly string[], index: number): boolean {
  return /^(?:={3,}|-{3,})$/.test(tidy(lines[index] ?? '')) && tidy(lines[index - 1] ?? '') !== '';
}
