import { describe, expect, it } from 'vitest';
import { STANDING_PRICES, standingCost } from '../../../lambdas/core/delivery/standing-cost.ts';

describe('the cost of a month without a mail', () => {
  it('is the list price of what stands there, and less where the account’s free share is unused', () => {
    const { list, alone } = standingCost({ alarms: 15, metrics: 8, dashboards: 1, secrets: 1 });
    expect(list).toBeCloseTo(15 * 0.1 + 8 * 0.3 + 3 + 0.4);
    expect(alone).toBeCloseTo(5 * 0.1 + 0.4);
  });

  it('has a dated source for every price', () => {
    for (const { source, asOf } of Object.values(STANDING_PRICES)) {
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/.*pricing/);
      expect(asOf).toMatch(/^20\d\d-\d\d$/);
    }
  });
});
