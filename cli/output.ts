import pc from 'picocolors';

/** Wrong usage: unknown option, missing file. Exit code 2; the message says how to write it right. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The work itself failed, or a check has findings. Exit code 1; the message says what happened and what to do. */
export class WorkFailed extends Error {
  override name = 'WorkFailed';
}

/**
 * Where a command writes. With `--json` stdout holds exactly one JSON document and everything else goes to stderr;
 * without it stdout holds text for people.
 */
export interface Output {
  readonly json: boolean;
  /** The command's result, once. */
  result(document: unknown, text: string): void;
  /** Progress and remarks: always stderr. */
  note(text: string): void;
}

/** An Output on this process's streams. */
export function processOutput(json: boolean): Output {
  return {
    json,
    result: (document, text) =>
      void process.stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : `${text.trimEnd()}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
  };
}

/**
 * Colours, on a terminal alone. picocolors by itself also colours what a CI server captures, and whoever reads the last
 * line of a command there would meet escape codes in it.
 */
export const paint = pc.createColors(pc.isColorSupported && process.stdout.isTTY === true);
