import { type Zone, zone } from './zone-table.ts';

/**
 * What the schedule must do, by plain arithmetic on the table of zones: no library of time, no code of the product. Instants
 * are minutes since 1970; a local time is an instant plus the minutes ahead of UTC.
 */

const HOUR = 60;
const DAY = 24 * HOUR;
/** 1 January 1970 was a Thursday. */
const THURSDAY = 4;

/** An edition as the oracle knows it: no cron. */
export interface OracleEdition {
  readonly id: string;
  readonly zone: string;
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  readonly hour: number;
  readonly minute: number;
}

export interface OracleReader {
  readonly id: string;
  readonly edition: string;
  readonly zone: string;
  readonly hour?: number;
  readonly sections: readonly string[];
  /** Local date, `YYYY-MM-DD`. */
  readonly pausedUntil?: string;
}

/** A mail that is to be sent: one reader, one slot. */
export interface OracleMail {
  readonly edition: string;
  readonly reader: string;
  readonly slot: number;
  readonly at: number;
}

/**
 * The slots from `from` on and before `until`: the minute at which the edition's clock shows its time on each of its days.
 * The first of two where the clock shows it twice, none where it never does.
 */
export function slotsOf(edition: OracleEdition, from: number, until: number): number[] {
  const { stretches } = zone(edition.zone);
  const slots: number[] = [];
  for (let day = Math.floor(from / DAY) - 1; day <= Math.floor(until / DAY) + 1; day += 1) {
    if (!edition.weekdays.includes((day + THURSDAY) % 7)) continue;
    const local = day * DAY + edition.hour * HOUR + edition.minute;
    const shown = stretches
      .filter(({ from: begins, until: ends, ahead }) => local - ahead >= begins && local - ahead < ends)
      .map(({ ahead }) => local - ahead);
    const [first] = shown.sort((a, b) => a - b);
    if (first !== undefined && first >= from && first < until) slots.push(first);
  }
  return slots;
}

/** The first minute from `from` on at which that clock shows that hour, or jumps over its beginning. */
export function dueAt(from: number, hour: number, { stretches }: Zone): number {
  for (const [index, { from: begins, until, ahead }] of stretches.entries()) {
    const before = stretches[index - 1];
    if (begins >= from && before && jumpsOver(begins + before.ahead, begins + ahead, hour)) return begins;
    const start = Math.max(from, begins);
    if (start >= until) continue;
    const shown = (((start + ahead) % DAY) + DAY) % DAY;
    if (Math.floor(shown / HOUR) === hour) return start;
    const next = start + ((hour * HOUR - shown + DAY) % DAY);
    if (next < until) return next;
  }
  throw new Error('the last stretch never ends');
}

/** Whether a clock that jumps from one local time to another passes the beginning of that hour. */
function jumpsOver(one: number, other: number, hour: number): boolean {
  for (let at = one; at < other; at += 1) {
    if (((at % DAY) + DAY) % DAY === hour * HOUR) return true;
  }
  return false;
}

/** The calendar day that is shown there, `YYYY-MM-DD`. */
export function localDay(at: number, { stretches }: Zone): string {
  const here = stretches.find(({ from, until }) => at >= from && at < until);
  return new Date((at + (here?.ahead ?? 0)) * 60_000).toISOString().slice(0, 10);
}

/**
 * Every mail of an edition: each reader once a slot, at the first minute of their hour, unless the next slot comes no later
 * than that, their pause covers the day, or the slot has no topic for them. `sectionsOf` says what a slot has.
 */
export function mailsOf(
  edition: OracleEdition,
  slots: readonly number[],
  readers: readonly OracleReader[],
  sectionsOf: (slotIndex: number) => readonly string[],
): OracleMail[] {
  return slots.flatMap((slot, index) => {
    const next = slots[index + 1] ?? Number.POSITIVE_INFINITY;
    return readers.flatMap((reader) => {
      if (reader.edition !== edition.id) return [];
      const there = zone(reader.zone);
      if (reader.pausedUntil !== undefined && localDay(slot, there) < reader.pausedUntil) return [];
      const chosen =
        reader.sections.length === 0 || sectionsOf(index).some((id) => reader.sections.includes(id));
      const at = reader.hour === undefined ? slot : dueAt(slot, reader.hour, there);
      return chosen && at < next ? [{ edition: edition.id, reader: reader.id, slot, at }] : [];
    });
  });
}
