import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of its own that runs a script of this folder and says things line by line. */
export interface Child {
  readonly pid: number;
  /** Everything said so far. */
  readonly lines: readonly string[];
  /** Resolves with the first line that the test accepts, said already or still to come. */
  line(accepts: (line: string) => boolean): Promise<string>;
  /** Resolves when it said at least that many lines. */
  said(count: number): Promise<void>;
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts `children/<script>` on this Node; what it writes to stderr shows up in the test's own. */
export function startChild(script: string, ...args: readonly string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  // A test that failed half-way leaves no process behind.
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = once(child, 'close');
  const output = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  output.on('line', (line) => void lines.push(line));
  const until = async (enough: () => boolean) => {
    while (!enough()) {
      const gone = ended.then(() => 'gone');
      const more = await Promise.race([once(output, 'line'), gone]);
      if (more === 'gone' && !enough()) throw new Error(`${script} ended after: ${lines.join(' | ')}`);
    }
  };
  return {
    pid: child.pid ?? 0,
    lines,
    async line(accepts) {
      await until(() => lines.some(accepts));
      return lines.find(accepts) as string;
    },
    said: (count) => until(() => lines.length >= count),
    async end(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
