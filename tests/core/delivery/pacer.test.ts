import { describe, expect, it } from 'vitest';
import { memoryRateLease } from '../../../lambdas/adapters/memory/rate-lease.ts';
import { type Pace, sharedPace } from '../../../lambdas/core/delivery/pacer.ts';
import type { LeaseRequest } from '../../../lambdas/core/delivery/rate-lease.ts';
import type { RateLease } from '../../../lambdas/core/ports.ts';
import { testClock } from '../../support/stores.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const NOW = Date.parse('2026-11-24T06:00:00.000Z');
const LATER = NOW + 3_600_000;

/** A lease that remembers what it was asked. */
function watched(lease = memoryRateLease()) {
  const asked: LeaseRequest[] = [];
  const reserve: RateLease['reserve'] = (request) => {
    asked.push(request);
    return lease.reserve(request);
  };
  return { ...lease, reserve, asked };
}

async function take(pace: Pace, turns: number, perSecond: number, wanted = turns): Promise<number[]> {
  const slots: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    slots.push((await pace.next({ perSecond, latest: LATER, wanted: wanted - turn })) ?? Number.NaN);
  }
  return slots.map((slot) => slot - NOW);
}

describe('the pace of a process', () => {
  it('hands out evenly spaced turns', async () => {
    const pace = sharedPace(memoryRateLease(), testClock());
    expect(await take(pace, 5, 10)).toEqual([-250, -150, -50, 50, 150]);
  });

  it('takes a second’s worth at once, and the next before the last is used up', async () => {
    const lease = watched();
    const pace = sharedPace(lease, testClock());
    await take(pace, 4, 10, 100);
    expect(lease.asked.map(({ count }) => count)).toEqual([10]);
    await take(pace, 1, 10, 96);
    expect(lease.asked.map(({ count }) => count)).toEqual([10, 10]);
  });

  it('reserves no more than the run can use', async () => {
    const lease = watched();
    await take(sharedPace(lease, testClock()), 13, 10);
    expect(lease.asked.reduce((sum, { count }) => sum + count, 0)).toBe(13);
  });

  it('asks the lease once for many who wait at the same time', async () => {
    const lease = watched();
    const pace = sharedPace(lease, testClock());
    const turns = Array.from({ length: 30 }, (_, index) => ({
      perSecond: 100,
      latest: LATER,
      wanted: 30 - index,
    }));
    const slots = await Promise.all(turns.map((turn) => pace.next(turn)));
    expect(new Set(slots).size).toBe(30);
    expect(lease.asked).toHaveLength(1);
  });

  it('keeps what a chunk left over for the next one', async () => {
    const lease = watched();
    const pace = sharedPace(lease, testClock());
    await take(pace, 2, 10, 4);
    await take(pace, 2, 10);
    expect(lease.asked).toHaveLength(1);
  });

  it('does not make up for slots that it could not use in time', async () => {
    const clock = testClock();
    const lease = watched();
    const pace = sharedPace(lease, clock);
    await take(pace, 1, 10, 10);
    clock.forward(60_000);
    const [slot = 0] = await take(pace, 1, 10);
    expect(slot).toBeGreaterThanOrEqual(60_000 - 250);
  });

  it('gives no turn that comes too late, and leaves it to the next who asks', async () => {
    const pace = sharedPace(memoryRateLease(), testClock());
    const next = (latest: number) => pace.next({ perSecond: 1, latest: NOW + latest, wanted: 3 });
    expect(await next(0)).toBe(NOW);
    expect(await next(0)).toBeUndefined();
    expect(await next(1500)).toBe(NOW + 1020);
  });

  it('gives up in time when the lease is slow', async () => {
    const clock = virtualClock();
    const lease = memoryRateLease();
    const reserve: RateLease['reserve'] = async (request) => {
      const slots = await lease.reserve(request);
      await clock.sleep(3_000);
      return slots;
    };
    const pace = sharedPace({ ...lease, reserve }, clock);
    const turn = clock.run(pace.next({ perSecond: 10, latest: NOW + 15_000, wanted: 50 }));
    expect(await turn).toBeUndefined();
    expect(clock.now().getTime() - NOW).toBeLessThanOrEqual(18_000);
  });

  it('tells the one who has no slot why there is none', async () => {
    let broken = false;
    const lease = memoryRateLease();
    const reserve: RateLease['reserve'] = (request) =>
      broken ? Promise.reject(new Error('the table is away')) : lease.reserve(request);
    const pace = sharedPace({ ...lease, reserve }, testClock());
    await take(pace, 1, 1, 100);
    broken = true;
    expect(await take(pace, 1, 1, 99)).toEqual([1020]);
    await expect(take(pace, 1, 1, 98)).rejects.toThrow('the table is away');
    broken = false;
    expect(await take(pace, 1, 1, 98)).toEqual([2040]);
  });
});

describe('a throttled call', () => {
  it('slows this process and the others down, and drops what was reserved at the old rate', async () => {
    const clock = testClock();
    const lease = watched();
    const [one, other] = [sharedPace(lease, clock), sharedPace(lease, clock)];
    await take(one, 1, 10, 10);
    await one.observe({ at: NOW, ms: 50, answer: 'throttled' });
    const gaps = async (pace: Pace) => {
      const [first = 0, second = 0] = await take(pace, 2, 10);
      return second - first;
    };
    expect(await gaps(one)).toBeCloseTo(100 / 0.7);
    expect(await gaps(other)).toBeCloseTo(100 / 0.7);
  });

  it.each(['clear', 'closed', 'doubt'] as const)('is not what an answer of %s is', async (answer) => {
    const pace = sharedPace(memoryRateLease(), testClock());
    await pace.observe({ at: NOW, ms: 50, answer });
    expect(await take(pace, 2, 10)).toEqual([-250, -150]);
  });
});
