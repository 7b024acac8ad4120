import { Cron } from 'croner';

/**
 * The first instant at or after `from` at which a clock in that zone shows that hour (0 … 23): `from` itself during the
 * hour, else its next beginning. An hour that a change to summer time leaves out begins when the clock jumps over it.
 */
export function firstHour(from: Date, hour: number, timeZone: string): Date {
  const shown = Number(
    new Intl.DateTimeFormat('en-u-nu-latn', { timeZone, hourCycle: 'h23', hour: 'numeric' }).format(from),
  );
  if (shown === hour) return from;
  const next = new Cron(`0 ${hour} * * *`, { timezone: timeZone, mode: '5-part' }).nextRun(from);
  if (next) return next;
  throw new Error(`no clock in ${timeZone} shows ${hour} o'clock after ${from.toISOString()}`);
}
