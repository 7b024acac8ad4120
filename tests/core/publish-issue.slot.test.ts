import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addedSince, inboxSeen, waiting } from '../../lambdas/core/issue/inbox.ts';
import type { TakenBriefing } from '../../lambdas/core/issue/issue.ts';
import { localDate, slotId, slotInstant } from '../../lambdas/core/issue/slot.ts';

describe('the id of a slot', () => {
  it.each([
    ['2026-11-24T06:00:00Z', 'Europe/Berlin', 'daily.2026-11-24T0700'],
    ['2026-07-24T05:00:59.999Z', 'Europe/Berlin', 'daily.2026-07-24T0700'],
    ['2026-11-24T23:30:00Z', 'Asia/Tokyo', 'daily.2026-11-25T0830'],
    ['2026-11-24T05:00:00Z', 'America/New_York', 'daily.2026-11-24T0000'],
    ['2026-11-24T00:00:00Z', 'Asia/Kathmandu', 'daily.2026-11-24T0545'],
  ])('is the local time of %s in %s', (instant, zone, id) => {
    expect(slotId('daily', new Date(instant), zone)).toBe(id);
  });

  it('stays the same for the same local hour on both sides of a change to summer time', () => {
    const hour = (instant: string) => slotId('d', new Date(instant), 'Europe/Berlin').slice(-5);
    expect(hour('2026-03-28T06:00:00Z')).toBe('T0700');
    expect(hour('2026-03-29T05:00:00Z')).toBe('T0700');
  });

  it('sorts as time does, within one year and over its end', () => {
    const instant = fc.date({
      min: new Date('2024-01-01'),
      max: new Date('2050-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, instant, (one, other) => {
        const [a, b] = [slotId('d', one, 'UTC'), slotId('d', other, 'UTC')];
        if (a < b) expect(one.getTime()).toBeLessThan(other.getTime());
      }),
    );
  });

  it('knows the date over there', () => {
    expect(localDate(new Date('2026-12-31T23:30:00Z'), 'Europe/Berlin')).toBe('2027-01-01');
  });
});

describe('the instant of a slot', () => {
  const now = new Date('2026-11-24T06:00:07Z');

  it('is what Scheduler says', () => {
    expect(slotInstant('2026-11-24T06:00:00Z', now).toISOString()).toBe('2026-11-24T06:00:00.000Z');
  });

  it('is now where an emulator leaves the placeholder', () => {
    expect(slotInstant('<aws.scheduler.scheduled-time>', now)).toBe(now);
  });

  it.each(['', 'tomorrow', '<nonsense'])('is refused when it is %j', (text) => {
    expect(() => slotInstant(text, now)).toThrow(/is no instant; Scheduler's target input must say/);
  });
});

describe('what waits for an edition', () => {
  const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 6, 0, second)).toISOString();
  const entry = fc.record({ name: fc.constantFrom('a', 'b', 'c'), hash: fc.constantFrom('1', '2', '3') });
  const days = fc.array(fc.record({ adds: fc.array(entry, { maxLength: 4 }), sameSecond: fc.boolean() }), {
    maxLength: 8,
  });

  it('goes out at the next slot: nothing is missed, and nothing unchanged goes out twice in a row', () => {
    fc.assert(
      fc.property(days, (story) => {
        const inbox = new Map<string, { name: string; hash: string; addedAt: string; bytes: number }>();
        let previous: { briefings: readonly TakenBriefing[]; inboxCutoff?: string } | undefined;
        let second = 0;
        for (const { adds, sameSecond } of story) {
          if (!sameSecond) second += 1;
          for (const each of adds) inbox.set(each.name, { ...each, addedAt: at(second), bytes: 1 });
          const before = previous?.briefings ?? [];
          const seen = addedSince([...inbox.values()], previous);
          const taken = waiting(seen, previous);
          for (const { name, hash } of adds) {
            if (inbox.get(name)?.hash !== hash) continue;
            const known = before.some((each) => each.name === name && each.hash === hash);
            expect(known || taken.some((each) => each.name === name)).toBe(true);
          }
          for (const { name, hash } of taken) expect(before).not.toContainEqual({ name, hash });
          previous = inboxSeen(seen, previous);
          expect(waiting(addedSince([...inbox.values()], previous), previous)).toEqual([]);
        }
      }),
    );
  });

  it('is everything when there was no slot before', () => {
    const inbox = [{ name: 'a', addedAt: at(1), bytes: 1 }];
    expect(addedSince(inbox, undefined)).toEqual(inbox);
  });
});
