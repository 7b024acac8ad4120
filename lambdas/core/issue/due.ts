import { Cron } from 'croner';
import { clockIn } from './zone-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Everywhere hours begin, and clocks are changed, at a quarter of an hour of UTC. */
const QUARTER_MS = HOUR_MS / 4;
/** From one beginning of an hour to the next, the longest day and a change back counted in. */
const LONGEST_MS = 30 * HOUR_MS;

/**
 * The first instant at or after `from` at which a clock in that zone shows that hour (0 … 23): `from` itself during the
 * hour, else its next beginning. An hour that a change to summer time leaves out begins when the clock jumps over it.
 * Throws RangeError where there is no such zone.
 */
export function firstHour(from: Date, hour: number, timeZone: string): Date {
  const clock = clockIn(timeZone);
  const shownAt = (at: number) => clock.msSinceMidnight(new Date(at));
  const start = from.getTime();
  const shown = shownAt(start);
  if (Math.floor(shown / HOUR_MS) === hour) return from;
  const ahead = (hour * HOUR_MS - shown + DAY_MS) % DAY_MS;
  if (shownAt(start - 1) + 1 === shown && sameClock(shownAt, start, start + ahead)) {
    return new Date(start + ahead);
  }
  const first = Math.ceil(start / QUARTER_MS) * QUARTER_MS;
  for (let at = first; at <= start + LONGEST_MS; at += QUARTER_MS) {
    const now = shownAt(at);
    if (Math.floor(now / HOUR_MS) === hour || jumpedOver(shownAt(at - 1), now, hour)) return new Date(at);
  }
  throw new Error(`no clock in ${timeZone} shows ${hour} o'clock after ${from.toISOString()}`);
}

/** Whether nobody changed the clock from one instant to another: the usual case, which needs no search. */
function sameClock(shownAt: (at: number) => number, one: number, other: number): boolean {
  return (shownAt(one) + other - one) % DAY_MS === shownAt(other);
}

/** Whether a clock that was changed between two milliseconds left out the beginning of that hour. */
function jumpedOver(before: number, after: number, hour: number): boolean {
  const forward = (after - before + DAY_MS) % DAY_MS;
  const left = (hour * HOUR_MS - before + DAY_MS) % DAY_MS;
  return forward < DAY_MS / 2 && left <= forward;
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
