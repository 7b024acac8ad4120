import type { Report } from '../../lambdas/core/ports.ts';
import { paint } from '../output.ts';

/** Reports that say every few seconds that there is nothing to do. */
const QUIET = new Set(['shard-planned']);

/** One report as a line for a terminal: time, code, and what is not zero. In AWS the same report is a line of JSON. */
export function logLine({ code, ...fields }: Parameters<Report>[0], write: (line: string) => void): void {
  if (QUIET.has(code)) return;
  const told = Object.entries(fields).flatMap(([name, value]) =>
    value === 0 || value === undefined
      ? []
      : [`${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`],
  );
  write([paint.dim(new Date().toTimeString().slice(0, 8)), code, ...told].join(' '));
}
