/**
 * A briefing cannot be taken as it stands, and its author can mend it: a fault in the front matter, or too many bytes.
 * `message` is one sentence for that author and begins with `file:line`.
 */
export class BriefingFault extends Error {
  /** The briefing: a file name, a URL, or `stdin`. */
  readonly file: string;
  /** 1-based line of the briefing. */
  readonly line: number;
  /** Where in the front matter, e.g. `topics[2].link`; absent when the fault is not about one field. */
  readonly field?: string;

  constructor(where: { file: string; line: number; field?: string }, problem: string, cause?: unknown) {
    const field = where.field === undefined ? '' : `${where.field}: `;
    super(`${where.file}:${where.line}: ${field}${problem}`, { cause });
    this.name = 'BriefingFault';
    this.file = where.file;
    this.line = where.line;
    if (where.field !== undefined) this.field = where.field;
  }
}
