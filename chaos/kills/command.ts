import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/** A process of a run, in a process group of its own. */
export interface Running {
  readonly pid: number;
  /** The first line of its output that matches, with its groups; rejects when it ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** Its exit code, or -1 after a signal; `output` is all that it wrote to standard output. */
  readonly ended: Promise<{ readonly code: number; readonly output: string }>;
  readonly hasEnded: () => boolean;
  /** `kill -9` of the whole process group. */
  kill(): void;
  /** Ctrl-C. */
  interrupt(): void;
}

/** Starts a script of this folder, or with `briefwire` the command; `log` is an open file for what it says on stderr. */
export function run(
  file: string,
  words: readonly string[],
  { log, env = {} }: { readonly log: number; readonly env?: Record<string, string> },
): Running {
  const script = file === 'briefwire' ? MAIN : fileURLToPath(new URL(file, import.meta.url));
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const child: ChildProcess = spawn(process.execPath, [script, ...words], {
    detached: true,
    stdio: ['ignore', 'pipe', log],
    env: { ...Object.fromEntries(clean), AWS_EC2_METADATA_DISABLED: 'true', NO_COLOR: '1', ...env },
  });
  const { pid, stdout } = child;
  if (pid === undefined || !stdout) throw new Error(`${file} cannot be started`);
  const lines: string[] = [];
  const reader = createInterface({ input: stdout });
  reader.on('line', (line) => lines.push(line));
  const ended = once(child, 'exit').then(([code]) => ({
    code: (code as number | null) ?? -1,
    output: lines.join('\n'),
  }));
  return {
    pid,
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    said: (pattern) =>
      new Promise((found, failed) => {
        const look = (line: string) => {
          const match = pattern.exec(line);
          if (match) found(match);
        };
        for (const line of lines) look(line);
        reader.on('line', look);
        void ended.then(({ code }) => failed(new Error(`${file} ended with ${code} before it said that`)));
      }),
    kill: () => void process.kill(-pid, 'SIGKILL'),
    interrupt: () => void process.kill(pid, 'SIGINT'),
  };
}
