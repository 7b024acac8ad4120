import { describe, expect, it } from 'vitest';
import { firstHour, nextSlot } from '../../../lambdas/core/issue/due.ts';

const due = (from: string, hour: number, zone: string) => firstHour(new Date(from), hour, zone).toISOString();
const slots = (cron: string, timeZone: string, after: string, count: number) => {
  const found: string[] = [];
  for (let at: Date | undefined = new Date(after); found.length < count; ) {
    at = nextSlot({ cron, timeZone }, at);
    if (!at) break;
    found.push(at.toISOString().slice(0, 16));
  }
  return found;
};

describe("the first instant at which a reader's clock shows their hour", () => {
  it.each([
    ['now, during that hour', '2026-11-24T06:30:15.250Z', 7, 'Europe/Berlin', '2026-11-24T06:30:15.250Z'],
    ['later today', '2026-11-24T05:59:59.999Z', 7, 'Europe/Berlin', '2026-11-24T06:00:00.000Z'],
    ['tomorrow', '2026-11-24T07:00:00.000Z', 7, 'Europe/Berlin', '2026-11-25T06:00:00.000Z'],
    ['on a quarter of an hour', '2026-11-24T06:00:00.000Z', 7, 'Asia/Kathmandu', '2026-11-25T01:15:00.000Z'],
    ['over the date line', '2026-11-24T06:00:00.000Z', 7, 'Pacific/Kiritimati', '2026-11-24T17:00:00.000Z'],
    [
      'after a night that is an hour short',
      '2027-03-27T12:00:00.000Z',
      7,
      'Europe/Berlin',
      '2027-03-28T05:00:00.000Z',
    ],
    [
      'after a night that is an hour long',
      '2026-10-24T12:00:00.000Z',
      7,
      'Europe/Berlin',
      '2026-10-25T06:00:00.000Z',
    ],
    [
      'when the clock jumps over it',
      '2027-03-27T12:00:00.000Z',
      2,
      'Europe/Berlin',
      '2027-03-28T01:00:00.000Z',
    ],
    [
      'now, when the clock has just jumped over it',
      '2027-03-28T01:00:00.000Z',
      2,
      'Europe/Berlin',
      '2027-03-28T01:00:00.000Z',
    ],
    ['the first time of two', '2026-10-24T12:00:00.000Z', 2, 'Europe/Berlin', '2026-10-25T00:00:00.000Z'],
    [
      'now, the second time of two',
      '2026-10-25T01:10:00.000Z',
      2,
      'Europe/Berlin',
      '2026-10-25T01:10:00.000Z',
    ],
    [
      'when a change back brings it again',
      '2026-10-25T00:30:00.000Z',
      1,
      'Antarctica/Troll',
      '2026-10-25T01:00:00.000Z',
    ],
    [
      'after a jump of half an hour',
      '2026-10-03T12:00:00.000Z',
      2,
      'Australia/Lord_Howe',
      '2026-10-03T15:30:00.000Z',
    ],
  ])('%s: from %s, %i o’clock in %s', (_, from, hour, zone, expected) => {
    expect(due(from, hour, zone)).toBe(expected);
  });

  it('is refused for a zone that does not exist', () => {
    expect(() => due('2026-11-24T06:00:00.000Z', 7, 'Europe/Atlantis')).toThrow(RangeError);
  });
});

describe('the slots of an edition', () => {
  it('stay at the same local time over both changes', () => {
    expect(slots('0 7 * * *', 'Europe/Berlin', '2026-10-24T00:00:00Z', 3)).toEqual([
      '2026-10-24T05:00',
      '2026-10-25T06:00',
      '2026-10-26T06:00',
    ]);
  });

  it('leave out a time that does not exist that day', () => {
    expect(slots('30 2 * * *', 'Europe/Berlin', '2027-03-27T00:00:00Z', 2)).toEqual([
      '2027-03-27T01:30',
      '2027-03-29T00:30',
    ]);
  });

  it('have a time that comes twice once', () => {
    expect(slots('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
  });

  it('are on weekdays where the cron says so', () => {
    expect(slots('0 7 * * 1-5', 'Europe/Berlin', '2026-11-27T00:00:00Z', 2)).toEqual([
      '2026-11-27T06:00',
      '2026-11-30T06:00',
    ]);
  });

  it('end where the calendar has no such day', () => {
    expect(slots('0 7 30 2 *', 'Europe/Berlin', '2026-11-27T00:00:00Z', 1)).toEqual([]);
  });
});
