import { spacedWords } from '../words.ts';
import { OTHER_LANGUAGES } from './other-languages.ts';
import { JUNK_RULES } from './rules.ts';

/** No rule is asked about a longer line, in characters. */
const LONGEST = 480;

const ALL_RULES = [...JUNK_RULES, ...OTHER_LANGUAGES];

/** Name of the rule that a clean line is junk by, or `undefined` for text that stays. */
export function junkRule(line: string, options: { readonly heading?: boolean } = {}): string | undefined {
  if (line === '' || line.length > LONGEST) return undefined;
  const words = spacedWords(line).length;
  for (const { name, most, test, sparesHeadings } of ALL_RULES) {
    if (words > most || (sparesHeadings && options.heading)) continue;
    if (typeof test === 'function' ? test(line) : test.test(line)) return name;
  }
  return undefined;
}
