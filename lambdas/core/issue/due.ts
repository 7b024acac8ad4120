import { Cron } from 'croner';
import { clockIn } from './zone-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The first instant at or after `from` at which a clock in that zone shows that hour (0 … 23): `from` itself during the
 * hour, else its next beginning. An hour that a change to summer time leaves out begins when the clock jumps over it.
 */
export function firstHour(from: Date, hour: number, timeZone: string): Date {
  const clock = clockIn(timeZone);
  const sinceMidnight = clock.msSinceMidnight(from);
  if (Math.floor(sinceMidnight / HOUR_MS) === hour) return from;
  const ahead = (hour * HOUR_MS - sinceMidnight + DAY_MS) % DAY_MS;
  const next = new Date(from.getTime() + ahead);
  const justBefore = new Date(from.getTime() - 1);
  // Nearly always nobody changes a clock in between; else the calendar is asked, which costs a hundred times more.
  const jumped = (clock.msSinceMidnight(justBefore) + 1) % DAY_MS !== sinceMidnight;
  if (!jumped && clock.msSinceMidnight(next) === hour * HOUR_MS) return next;
  const found = new Cron(`0 ${hour} * * *`, { timezone: timeZone, mode: '5-part' }).nextRun(justBefore);
  if (found) return found;
  throw new Error(`no clock in ${timeZone} shows ${hour} o'clock after ${from.toISOString()}`);
}

/** When an edition's slots are; `timeZone` is an IANA name. */
export interface SlotTimes {
  /** Five fields. */
  readonly cron: string;
  readonly timeZone: string;
}

/**
 * The first slot of an edition after an instant, as EventBridge Scheduler fires it: a time that a change to summer time
 * leaves out has no slot, one that comes twice has one
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html, "Daylight savings time"). `undefined` when
 * there is none any more, as of 30 February.
 */
export function nextSlot({ cron, timeZone }: SlotTimes, after: Date): Date | undefined {
  const calendar = new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });
  let next = calendar.nextRun(after);
  while (next && !calendar.match(next)) next = calendar.nextRun(next);
  return next ?? undefined;
}
