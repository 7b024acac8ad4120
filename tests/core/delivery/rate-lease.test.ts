import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type LeaseState,
  rateFactor,
  reserveSends,
  slowedDown,
  UNUSED_LEASE,
} from '../../../lambdas/core/delivery/rate-lease.ts';

const NOW = Date.parse('2026-11-24T06:00:00.000Z');
const ask = (fields: Partial<Parameters<typeof reserveSends>[1]> = {}) => ({
  count: 4,
  perSecond: 4,
  now: NOW,
  latest: NOW + 15_000,
  ...fields,
});
const aLease = (fields: Partial<LeaseState> = {}): LeaseState => ({ ...UNUSED_LEASE, ...fields });

describe('a reservation', () => {
  it('follows what was reserved before', () => {
    const reservation = reserveSends(aLease({ freeAt: NOW + 500 }), ask());
    expect(reservation?.slots).toEqual({ first: NOW + 500, intervalMs: 250, count: 4 });
    expect(reservation?.state.freeAt).toBe(NOW + 1500);
  });

  it('makes up for a moment in which nobody called, and for no more than that', () => {
    expect(reserveSends(aLease({ freeAt: NOW - 100 }), ask())?.slots.first).toBe(NOW - 100);
    expect(reserveSends(aLease({ freeAt: NOW - 60_000 }), ask())?.slots.first).toBe(NOW - 250);
  });

  it('has only the sends that begin in time', () => {
    expect(reserveSends(aLease({ freeAt: NOW }), ask({ latest: NOW + 600 }))?.slots.count).toBe(3);
    expect(reserveSends(aLease({ freeAt: NOW + 601 }), ask({ latest: NOW + 600 }))).toBeUndefined();
  });

  it('is not kept waiting by a schedule that a wrong clock wrote', () => {
    const hourAhead = aLease({ freeAt: NOW + 3_600_000 });
    expect(reserveSends(hourAhead, ask())?.slots.first).toBe(NOW);
  });

  it('comes in time at the slowest pace there is', () => {
    const slow = aLease({ freeAt: NOW, factor: 0.1, throttledAt: NOW });
    const first = reserveSends(slow, ask({ count: 1, perSecond: 1 }));
    expect(first?.state.freeAt).toBe(NOW + 10_020);
    const second = reserveSends(first?.state ?? UNUSED_LEASE, ask({ count: 1, perSecond: 1 }));
    expect(second?.slots.first).toBe(NOW + 10_020);
  });

  it('leaves a little more than a second between two sends where a second holds one', () => {
    const slots = reserveSends(UNUSED_LEASE, ask({ count: 3, perSecond: 1 }))?.slots;
    expect(slots).toEqual({ first: NOW, intervalMs: 1020, count: 3 });
  });

  it('never lets more sends into any stretch of time than rate and burst allow, however many senders share it', () => {
    const asks = fc.array(fc.record({ wait: fc.nat(3000), count: fc.integer({ min: 1, max: 60 }) }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(asks, fc.integer({ min: 1, max: 500 }), (requests, perSecond) => {
        let state = UNUSED_LEASE;
        let now = NOW;
        const all: number[] = [];
        for (const { wait, count } of requests) {
          now += wait;
          const reservation = reserveSends(state, ask({ now, count, perSecond, latest: now + 15_000 }));
          if (!reservation) continue;
          state = reservation.state;
          const { first, intervalMs, count: got } = reservation.slots;
          expect(got).toBeLessThanOrEqual(count);
          for (let index = 0; index < got; index += 1) all.push(first + index * intervalMs);
        }
        // Two neighbours are never closer than the interval, so n sends take at least n - 1 intervals.
        all.forEach((slot, index) => {
          const next = all[index + 1];
          if (next !== undefined) expect(next - slot).toBeGreaterThan(1000 / perSecond - 0.01);
        });
        expect(all[0]).toBeGreaterThanOrEqual(NOW - 250);
        for (const slot of all) expect(slot).toBeLessThanOrEqual(now + 15_000);
      }),
    );
  });
});

describe('the rate after a throttled call', () => {
  const once = slowedDown(UNUSED_LEASE, NOW) ?? UNUSED_LEASE;

  it('is lower for everybody', () => {
    expect(rateFactor(once, NOW)).toBeCloseTo(0.7);
    const slots = reserveSends({ ...once, freeAt: NOW }, ask())?.slots;
    expect(slots?.intervalMs).toBeCloseTo(250 / 0.7);
  });

  it('steps down once for all calls that were under way', () => {
    expect(slowedDown(once, NOW + 999)).toBeUndefined();
    expect(slowedDown(once, NOW + 1000)?.factor).toBeCloseTo(0.72 * 0.7);
  });

  it('comes back evenly and completely', () => {
    expect(rateFactor(once, NOW + 5_000)).toBeCloseTo(0.8);
    expect(rateFactor(once, NOW + 15_000)).toBe(1);
    expect(rateFactor(once, NOW + 3_600_000)).toBe(1);
  });

  it('never falls below a tenth', () => {
    let state = UNUSED_LEASE;
    for (let second = 0; second < 100; second += 1) state = slowedDown(state, NOW + second * 1000) ?? state;
    expect(state.factor).toBe(0.1);
    expect(rateFactor(state, NOW + 99_000 + 45_000)).toBe(1);
  });

  it('is not held down by a step that a wrong clock wrote', () => {
    const hourAhead = aLease({ factor: 0.1, throttledAt: NOW + 3_600_000 });
    expect(rateFactor(hourAhead, NOW)).toBe(1);
    expect(slowedDown(hourAhead, NOW)?.throttledAt).toBe(NOW);
  });

  it('leaves what is reserved already as it is', () => {
    expect(slowedDown(aLease({ freeAt: NOW + 700 }), NOW)?.freeAt).toBe(NOW + 700);
  });
});
