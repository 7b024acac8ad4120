import { readdirSync, readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from the start of the machine to that of the process (proc(5), field 22 of `stat`). */
  readonly ticks: number;
}

/** The process with that number, unless it is gone or a zombie. Linux only: `undefined` elsewhere. */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = read(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets and may hold spaces and brackets itself.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields && fields[0] !== 'Z' ? { pid, ticks: Number(fields[19]) } : undefined;
}

/** `true` while exactly that process lives. */
export function isAlive({ pid, ticks }: ProcessIdentity): boolean {
  return identify(pid)?.ticks === ticks;
}

/** The command with its arguments, as it was started; empty when the process is gone. */
export function commandLine(pid: number): readonly string[] {
  return read(`/proc/${pid}/cmdline`)?.split('\0').slice(0, -1) ?? [];
}

/** Numbers of all processes of the machine; none where there is no /proc. */
export function everyProcess(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    // Not Linux.
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Gone (ENOENT, ESRCH), or not Linux: either way there is nothing to know.
    return undefined;
  }
}
