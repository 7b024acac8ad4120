import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsAtOnce, ownPace, reserve } from '../../../lambdas/core/delivery/pacer.ts';

describe('a reservation', () => {
  it('starts now and spaces the calls evenly', () => {
    const { slots, state } = reserve({ freeAt: 0 }, { now: 1000, count: 4, perSecond: 4 });
    expect(slots).toEqual([1000, 1250, 1500, 1750]);
    expect(state.freeAt).toBe(2000);
  });

  it('starts after what was reserved before', () => {
    expect(reserve({ freeAt: 5000 }, { now: 1000, count: 1, perSecond: 1 }).slots).toEqual([5000]);
  });

  it('does not save up the time in which nobody called', () => {
    expect(reserve({ freeAt: 0 }, { now: 60_000, count: 2, perSecond: 1 }).slots).toEqual([60_000, 61_000]);
  });

  it('never lets more calls into a second than the rate allows, however many senders share the state', () => {
    const asks = fc.array(fc.record({ wait: fc.nat(3000), count: fc.integer({ min: 1, max: 20 }) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(asks, fc.integer({ min: 1, max: 50 }), (requests, perSecond) => {
        let state = { freeAt: 0 };
        let now = 1_000_000;
        const all: number[] = [];
        for (const { wait, count } of requests) {
          now += wait;
          const reservation = reserve(state, { now, count, perSecond });
          state = reservation.state;
          all.push(...reservation.slots);
        }
        all.forEach((slot, index) => {
          const next = all[index + perSecond];
          if (next !== undefined) expect(next - slot).toBeGreaterThan(1000 - 0.01);
        });
      }),
    );
  });
});

describe('the calls under way', () => {
  it.each([
    [14, 200, 3],
    [0.5, 200, 1],
    [500, 200, 32],
    [10, 100, 1],
  ])('are, at %s a second and %s ms each, %s', (perSecond, latency, calls) => {
    expect(callsAtOnce(perSecond, latency)).toBe(calls);
  });

  it('begin with one and double with every clear answer', () => {
    const pace = ownPace();
    const seen = [pace.atOnce(1000)];
    for (let call = 0; call < 6; call += 1) {
      pace.observe({ at: 0, ms: 200, answer: 'clear' });
      seen.push(pace.atOnce(1000));
    }
    expect(seen).toEqual([1, 2, 4, 8, 16, 32, 32]);
  });

  it('begin anew after a call that SES left unanswered', () => {
    const pace = ownPace();
    for (let call = 0; call < 6; call += 1) pace.observe({ at: 0, ms: 200, answer: 'clear' });
    pace.observe({ at: 0, ms: 10_000, answer: 'doubt' });
    expect(pace.atOnce(1000)).toBe(1);
  });
});

describe('a process whose calls are left unanswered', () => {
  const after = (answers: readonly ('clear' | 'closed' | 'doubt')[]) => {
    const pace = ownPace();
    for (const answer of answers) pace.observe({ at: 1_000_000, ms: 10_000, answer });
    return pace.restsUntil() === 0 ? 0 : pace.restsUntil() - 1_000_000;
  };

  it.each([
    ['doubt doubt', 0],
    ['doubt doubt doubt', 60_000],
    ['doubt doubt doubt doubt', 120_000],
    ['doubt doubt clear doubt', 0],
    ['doubt doubt closed doubt', 0],
    ['doubt doubt doubt doubt doubt doubt doubt doubt doubt', 600_000],
  ])('rests after %s for %s ms', (answers, ms) => {
    expect(after(answers.split(' ') as never)).toBe(ms);
  });
});

describe('a turn that comes too late', () => {
  it('is not reserved, so that the next run can have it', async () => {
    const pace = ownPace();
    expect(await pace.next(0, 1, 100)).toBe(0);
    expect(await pace.next(0, 1, 100)).toBeUndefined();
    expect(await pace.next(0, 1, 1000)).toBe(1000);
  });
});
