import type { TemplateFile } from './template-set.ts';

/** Private-use characters: they stand in no template, and a text is only ever there as a token. */
const START = '\ue000';
const END = '\ue001';

export interface SourceLine {
  readonly file: string;
  readonly line: number;
}

/** Marks every line of a template, outside of its `{{...}}`, so that a line of the output can be traced to it. */
export function markLines({ file, source }: TemplateFile): string {
  let line = 1;
  const mark = () => `${START}${file}:${line}${END}`;
  const marked = source.replace(/\{\{[\s\S]*?\}\}|\n/g, (part) => {
    line += part.split('\n').length - 1;
    return part === '\n' ? `\n${mark()}` : part;
  });
  return `${START}${file}:1${END}${marked}`;
}

export interface TracedText {
  readonly text: string;
  /** Where each line (0-based) of the text comes from. */
  readonly origins: readonly SourceLine[];
}

/** Takes the marks out again. */
export function traceLines(marked: string): TracedText {
  const origins: SourceLine[] = [];
  let last: SourceLine = { file: '', line: 0 };
  const lines = marked.split('\n').map((line) => {
    const parts = line.split(new RegExp(`${START}([^${END}]*)${END}`));
    let own: SourceLine | undefined;
    for (let at = 1; at < parts.length; at += 2) {
      last = parseMark(parts[at] as string);
      // The first text of the line decides; marks before it only say where a partial begins or ends.
      if (own === undefined && (parts[at + 1] as string).trim() !== '') own = last;
    }
    origins.push(own ?? last);
    return parts.filter((_, at) => at % 2 === 0).join('');
  });
  return { text: lines.join('\n'), origins };
}

function parseMark(mark: string): SourceLine {
  const colon = mark.lastIndexOf(':');
  return { file: mark.slice(0, colon), line: Number(mark.slice(colon + 1)) };
}
