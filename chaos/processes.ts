import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of this run. */
export interface Child<Said> {
  readonly pid: number;
  /** Its first line. */
  readonly said: Said;
  /** Resolves when it ended: with its code, or -1 when a signal ended it. */
  readonly ended: Promise<number>;
  /** Ends it at once, without a chance to do anything. */
  kill(): void;
}

/** Starts the processes of a run, and knows the largest resident set of each kind. */
export function processesOf(directory: string, env: Record<string, string>) {
  const peaks: Record<string, number> = {};
  const running = new Map<number, string>();
  const log = openSync(join(directory, 'log.txt'), 'a');

  function look(): void {
    for (const [pid, kind] of [...running, [process.pid, 'driver'] as const]) {
      const megabytes = peakOf(pid);
      if (megabytes !== undefined) peaks[kind] = Math.max(peaks[kind] ?? 0, megabytes);
    }
  }
  const timer = setInterval(look, 500);

  return {
    peaks,
    /** A process that was not started here. */
    watch: (kind: string, pid: number) => void running.set(pid, kind),
    async start<Said>(kind: string, file: string, ...words: string[]): Promise<Child<Said>> {
      const path = fileURLToPath(new URL(file, import.meta.url));
      const child = spawn(process.execPath, ['--max-semi-space-size=8', path, ...words], {
        stdio: ['ignore', 'pipe', log],
        env: { ...process.env, ...env },
      });
      const pid = child.pid ?? 0;
      running.set(pid, kind);
      const ended = once(child, 'exit').then(([code]) => {
        running.delete(pid);
        return (code as number | null) ?? -1;
      });
      const kill = () => {
        look();
        child.kill('SIGKILL');
      };
      return { pid, said: (await firstLine(child, ended, file)) as Said, ended, kill };
    },
    stop(): void {
      look();
      clearInterval(timer);
    },
  };
}

export type Processes = ReturnType<typeof processesOf>;

async function firstLine(child: ChildProcess, ended: Promise<number>, file: string): Promise<unknown> {
  if (!child.stdout) throw new Error('no stdout');
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([once(lines, 'line').then(([text]) => String(text)), ended]);
  if (typeof line === 'number') throw new Error(`${file} ended with ${line} before it began`);
  return JSON.parse(line);
}

/** proc(5), `VmHWM`: the peak of the resident set; in megabytes, `undefined` when the process is gone. */
function peakOf(pid: number): number | undefined {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Math.ceil((Number(kilobytes) * 1024) / 1_000_000);
  } catch {
    // It has ended since.
    return undefined;
  }
}
