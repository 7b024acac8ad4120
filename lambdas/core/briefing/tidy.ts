/** Line ends of every system, and Unicode's own line and paragraph separators. */
const LINE_END = /\r\n|[\r\n\u2028\u2029\u0085]/;

/** What is never seen and only breaks comparing: zero-width space, word joiner, soft hyphen, BOM, bidi overrides. */
const UNSEEN = /[\u200b\u2060\u00ad\ufeff\u202a-\u202e]/g;

/** C0 and C1 control characters; among them NUL, which no mail may hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is how they are removed
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** The physical lines of a text, without their ends; a BOM is dropped, lone surrogates become U+FFFD. */
export function linesOf(content: string): string[] {
  const text = content.startsWith('\ufeff') ? content.slice(1) : content;
  return text.toWellFormed().split(LINE_END);
}

/**
 * One line of clean text: every run of white space (no-break spaces too) is one space, unseen and control characters
 * are gone, both ends are trimmed. Letters, quotes and punctuation stay exactly as they were written.
 */
export function tidy(text: string): string {
  return text.toWellFormed().replace(UNSEEN, '').replace(CONTROL, ' ').replace(/\s+/g, ' ').trim();
}
