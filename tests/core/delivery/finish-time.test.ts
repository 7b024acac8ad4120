import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finishOf } from '../../../lambdas/core/delivery/finish-time.ts';

const START = new Date('2026-11-24T06:00:00Z');
const hours = (finish: ReturnType<typeof finishOf>) =>
  finish && (finish.at.getTime() - START.getTime()) / 3_600_000;

describe('when a list is through', () => {
  it.each([
    [
      'a million at 14 a second',
      1_000_000,
      { max24Hour: 2_000_000, sentLast24Hours: 0, maxPerSecond: 14 },
      19.84,
      1,
    ],
    ['200 in the sandbox', 200, { max24Hour: 200, sentLast24Hours: 0, maxPerSecond: 1 }, 200 / 3600, 1],
    ['201 in the sandbox', 201, { max24Hour: 200, sentLast24Hours: 0, maxPerSecond: 1 }, 24 + 1 / 3600, 2],
    [
      'one when today is used up',
      1,
      { max24Hour: 200, sentLast24Hours: 200, maxPerSecond: 1 },
      24 + 1 / 3600,
      2,
    ],
    ['nobody', 0, { max24Hour: 200, sentLast24Hours: 0, maxPerSecond: 1 }, 0, 1],
    [
      'an unlimited day',
      14_000,
      { max24Hour: Number.POSITIVE_INFINITY, sentLast24Hours: 5, maxPerSecond: 14 },
      1000 / 3600,
      1,
    ],
  ])('%s', (_, mails, quota, expected, days) => {
    const finish = finishOf(mails, quota, START);
    expect(hours(finish)).toBeCloseTo(expected, 2);
    expect(finish?.days).toBe(days);
  });

  it('is never when SES grants nothing', () => {
    expect(finishOf(1, { max24Hour: 0, sentLast24Hours: 0, maxPerSecond: 1 }, START)).toBeUndefined();
  });

  it('is never before the rate allows, and grows with the list', () => {
    const quotas = fc.record({
      max24Hour: fc.integer({ min: 200, max: 5_000_000 }),
      sentLast24Hours: fc.integer({ min: 0, max: 200 }),
      maxPerSecond: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000 }), quotas, (mails, quota) => {
        const [one, more] = [finishOf(mails, quota, START), finishOf(mails + 1, quota, START)];
        expect(hours(one)).toBeGreaterThanOrEqual(mails / quota.maxPerSecond / 3600 - 1e-3);
        expect(more?.at.getTime()).toBeGreaterThanOrEqual(one?.at.getTime() ?? Number.NaN);
      }),
    );
  });
});
