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

/**
 * V8 lets garbage lie as long as the machine has memory, and a run is to show what the work needs: a process that needs more
 * than this falls over, which counts as a violation.
 */
export const HEAP = ['--max-old-space-size=96', '--max-semi-space-size=8'] as const;
/** Rendering an issue takes more; it happens once, in a process of its own. */
const HEAP_OF_PUBLISHER = ['--max-old-space-size=192', '--max-semi-space-size=4'] as const;

/** Starts the processes of a run, and knows the largest resident set of each kind and the processor seconds it took. */
export function processesOf(directory: string, env: Record<string, string>) {
  const peaks: Record<string, number> = {};
  const ticks: Record<string, number> = {};
  const ticksOf = new Map<number, number>();
  const running = new Map<number, string>();
  const log = openSync(join(directory, 'log.txt'), 'a');

  function look(): void {
    for (const [pid, kind] of [...running, [process.pid, 'driver'] as const]) {
      const megabytes = peakOf(pid);
      if (megabytes !== undefined) peaks[kind] = Math.max(peaks[kind] ?? 0, megabytes);
      const used = processorTicks(pid);
      ticks[kind] = (ticks[kind] ?? 0) + Math.max(0, used - (ticksOf.get(pid) ?? 0));
      ticksOf.set(pid, Math.max(used, ticksOf.get(pid) ?? 0));
    }
  }
  const timer = setInterval(look, 500);

  return {
    peaks,
    /** Processor seconds by kind, to the half second that the looks are apart. */
    processorSeconds: () =>
      Object.fromEntries(Object.entries(ticks).map(([kind, used]) => [kind, Math.round(used / TICKS)])),
    /** A process that was not started here. */
    watch: (kind: string, pid: number) => void running.set(pid, kind),
    async start<Said>(kind: string, file: string, ...words: string[]): Promise<Child<Said>> {
      const path = fileURLToPath(new URL(file, import.meta.url));
      const heap = kind === 'publisher' ? HEAP_OF_PUBLISHER : HEAP;
      const child = spawn(process.execPath, [...heap, path, ...words], {
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

/** Clock ticks in a second (sysconf(3), `_SC_CLK_TCK`), the same on every Linux of x64. */
const TICKS = 100;

/** proc(5), `utime` and `stime`; 0 when the process is gone. */
function processorTicks(pid: number): number {
  try {
    // The second field is a name in brackets, which may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
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
