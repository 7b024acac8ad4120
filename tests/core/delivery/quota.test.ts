import { describe, expect, it } from 'vitest';
import { isSandbox, quotaHold, quotaLeft } from '../../../lambdas/core/delivery/quota.ts';
import type { SendQuota } from '../../../lambdas/core/ports.ts';

const aQuota = (fields: Partial<SendQuota> = {}): SendQuota => ({
  max24Hour: 50_000,
  sentLast24Hours: 0,
  maxPerSecond: 14,
  ...fields,
});
const sandbox = aQuota({ max24Hour: 200, maxPerSecond: 1, sentLast24Hours: 200 });

describe('the day’s quota', () => {
  it.each([
    [0, 50_000],
    [49_998.5, 1],
    [50_000, 0],
    [50_020, 0],
  ])('leaves, after %s mails of 50,000, %s', (sentLast24Hours, left) => {
    expect(quotaLeft(aQuota({ sentLast24Hours }))).toBe(left);
  });

  it('may be unlimited', () => {
    const max24Hour = Number.POSITIVE_INFINITY;
    expect(quotaLeft(aQuota({ max24Hour, sentLast24Hours: 1e9 }))).toBe(max24Hour);
  });

  it('says, when it is used up, how large it is', () => {
    const { kind, detail } = quotaHold(aQuota());
    expect(kind).toBe('quota');
    expect(detail).toContain('50000 mails in 24 hours');
    expect(detail).not.toContain('sandbox');
  });
});

describe('the sandbox', () => {
  it('is told by 200 a day and one a second together', () => {
    expect(isSandbox(sandbox)).toBe(true);
    expect(isSandbox({ ...sandbox, maxPerSecond: 14 })).toBe(false);
    expect(isSandbox({ ...sandbox, max24Hour: 50_000 })).toBe(false);
  });

  it('is explained, with the way out', () => {
    expect(quotaHold(sandbox).detail).toMatch(
      /sandbox of SES \(200 mails a day.*verified.*ask for production access/,
    );
  });
});
