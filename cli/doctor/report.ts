import { paint } from '../output.ts';
import { GROUPS, type Line } from './line.ts';

/** How many lines came out how. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly notCheckable: number;
}

export function tallyOf(lines: readonly Line[]): Tally {
  const count = (status: Line['status']) => lines.filter((line) => line.status === status).length;
  return { passed: count('passed'), failed: count('failed'), notCheckable: count('not checkable') };
}

const MARKS = {
  passed: paint.green('passed'),
  failed: paint.red('failed'),
  'not checkable': paint.yellow('not checkable'),
};
/** As wide as the longest mark. */
const WIDTH = 'not checkable'.length;

/** One line per check by group, its remedy and its source below what did not pass. */
export function textOf(lines: readonly Line[]): string {
  const { passed, failed, notCheckable } = tallyOf(lines);
  const parts = GROUPS.flatMap((group) => {
    const own = lines.filter((line) => line.group === group);
    return own.length === 0 ? [] : [paint.bold(group), ...own.flatMap(linesOf), ''];
  });
  return [...parts, `${passed} passed, ${failed} failed, ${notCheckable} not checkable`].join('\n');
}

function linesOf(line: Line): string[] {
  const { id, status, says, source } = line;
  const pad = ' '.repeat(WIDTH - status.length);
  const head = `  ${MARKS[status]}${pad}  ${says} ${paint.dim(`[${id}]`)}`;
  if (status === 'passed') return [head];
  const more = 'remedy' in line && line.remedy ? [`→ ${line.remedy}`] : [];
  const from = status === 'failed' && source ? [paint.dim(source)] : [];
  return [head, ...[...more, ...from].map((text) => `  ${' '.repeat(WIDTH)}  ${text}`)];
}
