/**
 * EventBridge Scheduler's cron is not the five-field one that people know: it has a year, counts weekdays from
 * 1 = Sunday, and wants `?` in exactly one of day of month and weekday.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Lower-case names in order; the first stands for `min`. */
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const MINUTE: Field = { name: 'minute', min: 0, max: 59 };
const HOUR: Field = { name: 'hour', min: 0, max: 23 };
const DAY: Field = { name: 'day of month', min: 1, max: 31 };
const MONTH: Field = { name: 'month', min: 1, max: 12, names: MONTHS };
/** 0 and 7 are both Sunday. */
const WEEKDAY: Field = { name: 'weekday', min: 0, max: 7, names: WEEKDAYS };

function fault(field: Field, text: string, why: string): Error {
  return new Error(
    `The ${field.name} ${JSON.stringify(text)} of the edition's cron ${why}. Use *, numbers, names, ranges (1-5), lists (1,3,5) or steps (*/2).`,
  );
}

function numberOf(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  const value = named >= 0 ? named + field.min : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= field.min && value <= field.max)) {
    throw fault(field, text, `cannot be run by EventBridge Scheduler (${field.min} to ${field.max})`);
  }
  return value;
}

/** The values of one list item: `*`, `5`, `mon-fri`, `0-59/15`, `8-18/2`; a step of `*` counts from the lowest. */
function valuesOf(item: string, field: Field): number[] {
  const [range = '', step, ...rest] = item.split('/');
  const stride = step === undefined ? 1 : /^[1-9]\d?$/.test(step) ? Number(step) : Number.NaN;
  const stepped = step !== undefined && range !== '*' && !range.includes('-');
  if (Number.isNaN(stride) || rest.length > 0 || stepped)
    throw fault(field, item, 'has a step that is not valid');
  const [from, to] = range === '*' ? [field.min, field === WEEKDAY ? 6 : field.max] : bounds(range, field);
  if (from > to) throw fault(field, item, 'runs backwards');
  return Array.from({ length: Math.floor((to - from) / stride) + 1 }, (_, index) => from + index * stride);
}

function bounds(range: string, field: Field): [number, number] {
  const [from = '', to = from, ...rest] = range.split('-');
  if (rest.length > 0) throw fault(field, range, 'is not a range');
  return [numberOf(from, field), numberOf(to, field)];
}

/** Sorted values as a list of runs: `0,2-4,9`. */
function listOf(values: Iterable<number>): string {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const value of sorted) {
    const last = runs.at(-1);
    if (last && value === last[1] + 1) last[1] = value;
    else runs.push([value, value]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

function expand(text: string, field: Field): string {
  if (text === '*' || text === '?') return '*';
  return listOf(text.split(',').flatMap((item) => valuesOf(item, field)));
}

/** Last day, last working day and nearest working day mean the same in both dialects. */
function dayOfMonth(text: string): string {
  return /^(L|LW|([1-9]|[12]\d|3[01])W)$/i.test(text) ? text.toUpperCase() : expand(text, DAY);
}

function weekday(text: string): string {
  const special = /^([0-7]|[a-z]{3})#([1-5]|L)$/i.exec(text);
  if (special) {
    const day = (numberOf(special[1] ?? '', WEEKDAY) % 7) + 1;
    return special[2]?.toUpperCase() === 'L' ? `${day}L` : `${day}#${special[2]}`;
  }
  if (text === '*' || text === '?') return '*';
  return listOf(text.split(',').flatMap((item) => valuesOf(item, WEEKDAY).map((day) => (day % 7) + 1)));
}

/**
 * `0 7 * * 1-5` → `cron(0 7 ? * 2-6 *)`. Fields are minute, hour, day of month, month, weekday; besides lists, ranges,
 * steps and names also `L`, `LW` and `15W` as the day of month, `5#2` and `5#L` as the weekday. Throws an Error that
 * names the field for anything that Scheduler has no equal of, above all a day of month together with a weekday.
 */
export function schedulerCron(pattern: string): string {
  const fields = pattern.trim().split(/\s+/);
  if (fields.length !== 5) {
    throw new Error(
      `The edition's cron ${JSON.stringify(pattern)} must have five fields: minute hour day month weekday.`,
    );
  }
  const [minute = '', hour = '', day = '', month = '', dayOfWeek = ''] = fields;
  const days = dayOfMonth(day);
  const weekdays = weekday(dayOfWeek);
  if (days !== '*' && weekdays !== '*') {
    throw new Error(
      `The edition's cron ${JSON.stringify(pattern)} must leave day of month or weekday as "*": EventBridge Scheduler cannot combine them.`,
    );
  }
  const either = weekdays === '*' ? [days, '?'] : ['?', weekdays];
  return `cron(${expand(minute, MINUTE)} ${expand(hour, HOUR)} ${either[0]} ${expand(month, MONTH)} ${either[1]} *)`;
}
