/** RFC 3676 section 4.2: text of up to 78 columns fits a classic mail window; 76 is also quoted-printable's line. */
export const WIDTH = 76;

/** Characters that fill two columns in a fixed-width font (the common part of Unicode's East Asian Wide). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
/** Scripts without spaces: a line may break between any two letters ... */
const BREAKABLE =
  /[\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f]/u;
/** ... but not before these (kinsoku, JIS X 4051): closing marks, small kana, the prolonged sound mark. */
const NEVER_FIRST = /[、。，．・：；？！ー」』】）〕〉》ぁぃぅぇぉっゃゅょァィゥェォッャュョ]/u;

/** Columns that a text fills; combining marks and zero-width characters fill none. */
export function columns(text: string): number {
  let sum = 0;
  for (const character of text) {
    if (/[\p{M}\u200b-\u200f\u2060\ufeff]/u.test(character)) continue;
    sum += WIDE.test(character) ? 2 : 1;
  }
  return sum;
}

/**
 * Wraps a paragraph to lines of at most `width` columns; line breaks of the text stay. A word that is longer than a line
 * stands on one of its own: an address or a URL must not be broken. `indent` stands before every line but the first.
 */
export function wrap(paragraph: string, width: number, indent = ''): string {
  return paragraph
    .split('\n')
    .map((line) => wrapLine(line, width, indent))
    .join('\n');
}

function wrapLine(line: string, width: number, indent: string): string {
  const lines: string[] = [];
  let current = '';
  let filled = 0;
  for (const { glue, text } of pieces(line)) {
    const size = columns(text);
    const room = filled + glue.length + size <= width;
    if (current === '' || room) {
      filled += size + (current === '' ? 0 : glue.length);
      current += current === '' ? text : glue + text;
    } else {
      lines.push(current);
      current = text;
      filled = columns(indent) + size;
    }
  }
  return [...lines, current].join(`\n${indent}`);
}

/** The line cut where it may break; `glue` is what stands before a piece when it does not break there. */
function pieces(line: string): { glue: string; text: string }[] {
  return line
    .split(/[ \t]+/)
    .filter((word) => word !== '')
    .flatMap((word) => letters(word).map((text, index) => ({ glue: index === 0 ? ' ' : '', text })));
}

function letters(word: string): string[] {
  if (!BREAKABLE.test(word)) return [word];
  const parts: string[] = [];
  let before = '';
  for (const character of word) {
    const joins = !BREAKABLE.test(character) && !BREAKABLE.test(before);
    if (parts.length > 0 && (joins || NEVER_FIRST.test(character))) parts[parts.length - 1] += character;
    else parts.push(character);
    before = character;
  }
  return parts;
}
