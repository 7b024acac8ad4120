import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LeaseRequest, SendSlots } from '../../lambdas/core/delivery/rate-lease.ts';
import type { RateLease } from '../../lambdas/core/ports.ts';
import { SECOND } from './samples.ts';

const NOW = Date.parse('2026-11-24T06:00:00.000Z');

const ask = (fields: Partial<LeaseRequest> = {}): LeaseRequest => ({
  count: 10,
  perSecond: 10,
  now: NOW,
  latest: NOW + 15 * SECOND,
  ...fields,
});

/** The instants, against the beginning of the test, to the microsecond. */
const instants = (slots: SendSlots | undefined) =>
  Array.from({ length: slots?.count ?? 0 }, (_, index) => {
    const { first = 0, intervalMs = 0 } = slots ?? {};
    return Math.round((first - NOW + index * intervalMs) * 1000) / 1000;
  });

/** What every rate lease does, whatever it stands on; `open` gives as many senders as wanted on one new lease. */
export function rateLeaseContract(engine: string, open: () => Promise<() => RateLease>): void {
  let newSender: () => RateLease;
  let lease: RateLease;

  beforeEach(async () => {
    newSender = await open();
    lease = newSender();
  });

  describe(`the rate lease on ${engine}`, () => {
    it('gives out evenly spaced sends, one batch after the other', async () => {
      const first = await lease.reserve(ask({ count: 3 }));
      const second = await lease.reserve(ask({ count: 2 }));
      expect([...instants(first), ...instants(second)]).toEqual([-250, -150, -50, 50, 150]);
    });

    it('goes on where another sender stopped', async () => {
      await lease.reserve(ask({ count: 3 }));
      expect(instants(await newSender().reserve(ask({ count: 1 })))).toEqual([50]);
      expect(instants(await lease.reserve(ask({ count: 1 })))).toEqual([150]);
    });

    it('never gives the same send to two of twenty who reserve at the same time', async () => {
      const senders = Array.from({ length: 20 }, () => newSender());
      const batches = await Promise.all(
        senders.map((each) => each.reserve(ask({ count: 7, perSecond: 500 }))),
      );
      const slots = batches.flatMap(instants).sort((one, other) => one - other);
      expect(slots).toHaveLength(140);
      slots.forEach((slot, index) => {
        expect(slot).toBeCloseTo(-250 + index * 2, 2);
      });
    });

    it('starts anew after a rest, and saves nothing up', async () => {
      await lease.reserve(ask());
      const later = NOW + 3_600 * SECOND;
      const slots = await lease.reserve(ask({ now: later, latest: later + SECOND, count: 1 }));
      expect(slots?.first).toBe(later - 250);
    });

    it('gives what fits before the latest instant, then nothing', async () => {
      const short = ask({ latest: NOW + SECOND, count: 20 });
      expect(instants(await lease.reserve(short))).toHaveLength(13);
      expect(await lease.reserve(short)).toBeUndefined();
      expect(await newSender().reserve(short)).toBeUndefined();
      expect(instants(await lease.reserve(ask({ count: 1 })))).toEqual([1050]);
    });

    it('slows every sender down after a throttled call, and recovers', async () => {
      const other = newSender();
      await other.reserve(ask({ count: 1 }));
      await lease.slowDown(NOW);
      expect((await other.reserve(ask()))?.intervalMs).toBeCloseTo(100 / 0.7);
      const later = NOW + 15 * SECOND;
      expect((await other.reserve(ask({ now: later, latest: later + SECOND })))?.intervalMs).toBe(100);
    });

    it('takes one step down for all who are throttled in the same second', async () => {
      const senders = Array.from({ length: 10 }, () => newSender());
      await Promise.all(senders.map((each, index) => each.slowDown(NOW + index)));
      await lease.slowDown(NOW + 900);
      expect((await lease.reserve(ask({ now: NOW + 9 })))?.intervalMs).toBeCloseTo(100 / 0.7, 1);
      await newSender().slowDown(NOW + 2 * SECOND);
      const after = await lease.reserve(ask({ now: NOW + 2 * SECOND }));
      expect(after?.intervalMs).toBeCloseTo(100 / (0.74 * 0.7), 1);
    });

    it('keeps its reservations when it slows down', async () => {
      await lease.reserve(ask());
      await lease.slowDown(NOW);
      expect(instants(await lease.reserve(ask({ count: 1 })))).toEqual([750]);
    });

    it('never gives more than the rate, whatever the senders do at the same time', async () => {
      const step = fc.record({
        wait: fc.nat({ max: 1500 }),
        counts: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
        throttled: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 6 }),
          fc.integer({ min: 1, max: 200 }),
          async (steps, perSecond) => {
            const fresh = await open();
            const senders = [fresh(), fresh()];
            let now = NOW;
            const slots: number[] = [];
            for (const { wait, counts, throttled } of steps) {
              now += wait;
              if (throttled) await senders[1]?.slowDown(now);
              const batches = await Promise.all(
                counts.map((count, index) =>
                  senders[index % 2]?.reserve(ask({ count, perSecond, now, latest: now + 15 * SECOND })),
                ),
              );
              slots.push(...batches.flatMap(instants));
            }
            slots.sort((one, other) => one - other);
            const least = 1000 / perSecond - 0.01;
            slots.forEach((slot, index) => {
              const before = slots[index - 1];
              if (before !== undefined) expect(slot - before).toBeGreaterThan(least);
            });
            const span = now + 15 * SECOND - NOW + 250;
            expect(slots.length).toBeLessThanOrEqual((perSecond * span) / 1000 + 1);
          },
        ),
        { numRuns: 25 },
      );
    });
  });
}
