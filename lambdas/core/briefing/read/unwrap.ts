import { joins } from '../sentences.ts';

/** Lines up to this many characters may be hard-wrapped; longer ones are paragraphs of their own. */
const WIDEST_WRAP = 130;
/** A line inside a wrapped paragraph that could have held another word is at least this full: wrappers differ. */
const RAGGED = 0.85;
const ENDED = /[.!?…:。！？]["'”’»)\]]*$/;

/** A physical line, or several that were one before somebody wrapped them. */
export interface LogicalLine {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/**
 * Joins the hard-wrapped lines of one block (lines without an empty one between) into paragraphs. A line counts as
 * wrapped when the first word of the next one would not have fitted on it, and a line of the block breaks off in the
 * middle of a sentence; one that goes on in lower case is joined whatever its width.
 */
export function unwrap(lines: readonly LogicalLine[]): LogicalLine[] {
  const width = lines.reduce((widest, { text }) => Math.max(widest, text.length), 0);
  if (lines.length < 2 || width > WIDEST_WRAP) return [...lines];
  const full = lines.map(({ text }, index) => {
    const next = lines[index + 1]?.text;
    return width >= 30 && next !== undefined && text.length + 1 + next.split(' ', 1).join('').length > width;
  });
  // "The U.S." has a full stop and no end: "Senate" may follow on the next line.
  const ended = lines.map(
    ({ text }, index) => ENDED.test(text) && !joins(text.slice(-24), lines[index + 1]?.text ?? ''),
  );
  const wraps = ended.some((end, index) => full[index] && !end);
  const runsOn = ({ text }: LogicalLine, index: number) => {
    const next = lines[index + 1]?.text;
    if (next === undefined) return false;
    if (ended[index]) return wraps && full[index] === true;
    if (/^\p{Ll}/u.test(next)) return true;
    // The first line may be a heading, which nothing but its own width tells.
    return wraps && (full[index] === true || (index > 0 && text.length >= width * RAGGED));
  };
  const found: LogicalLine[] = [];
  let open: LogicalLine[] = [];
  lines.forEach((line, index) => {
    open.push(line);
    if (runsOn(line, index)) return;
    found.push(joined(open));
    open = [];
  });
  return found;
}

function joined(lines: readonly LogicalLine[]): LogicalLine {
  return { line: lines[0]?.line ?? 1, text: lines.map(({ text }) => text).join(' ') };
}
