import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, TYPICAL, totalOf, type Workload } from '../../../lambdas/core/delivery/cost.ts';
import { PRICES } from '../../../lambdas/core/delivery/cost-prices.ts';

const work = (fields: Partial<Workload> = {}): Workload => ({
  ...TYPICAL,
  mails: 1_000_000,
  perSecond: 14,
  ...fields,
});
const usdOf = (name: keyof typeof PRICES, fields: Partial<Workload> = {}) =>
  costOf(work(fields)).find((line) => line.name === name)?.usd ?? Number.NaN;

describe('the cost of an issue', () => {
  it('has a line for every price, each with its units', () => {
    const lines = costOf(work());
    expect(lines.map(({ name }) => name).sort()).toEqual(Object.keys(PRICES).sort());
    for (const { name, units, usd } of lines) {
      expect(usd).toBeCloseTo((units / PRICES[name].per) * PRICES[name].usd, 9);
    }
  });

  it('is, of SES itself, ten cents a thousand', () => {
    expect(totalOf(costOf(work()), 'ses')).toBe(100);
    expect(totalOf(costOf(work({ mails: 25 })), 'ses')).toBeCloseTo(0.0025);
  });

  it('stays below 20 dollars a million beside SES, from 5 a second on', () => {
    for (const perSecond of [5, 14, 100, 500]) {
      expect(totalOf(costOf(work({ perSecond })), 'beside-ses')).toBeLessThanOrEqual(20);
    }
  });

  it('counts DynamoDB by the units of a mail', () => {
    expect(usdOf('dynamoWrite', { writesPerMail: 8 })).toBeCloseTo(5);
    expect(usdOf('dynamoRead', { readsPerMail: 2 })).toBeCloseTo(0.25);
  });

  it('pays for senders that wait: half the rate, twice their time', () => {
    const still = { eventsPerMail: 0, visitsPerMail: 0, plans: 0 };
    const at = (perSecond: number) => usdOf('lambdaTime', { ...still, perSecond });
    // 1,000,000 / 14 seconds × 2 senders × 0.5 GB
    expect(at(14)).toBeCloseTo((1_000_000 / 14) * 0.0000133334, 6);
    expect(at(7)).toBeCloseTo(2 * at(14));
  });

  it('never falls when there is more to do', () => {
    const amounts: (keyof Workload)[] = [
      'mails',
      'writesPerMail',
      'readsPerMail',
      'senders',
      'eventsPerMail',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...amounts),
        fc.integer({ min: 1, max: 100_000 }),
        fc.nat(100_000),
        (name, amount, more) => {
          const total = (value: number) => totalOf(costOf(work({ [name]: value })));
          expect(total(amount + more)).toBeGreaterThanOrEqual(total(amount));
        },
      ),
    );
  });
});

describe('a price', () => {
  it.each(Object.entries(PRICES))('of %s names its page and a month', (_, price) => {
    expect(price.source).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9/-]+\/$/);
    expect(price.asOf).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
    expect(price.usd).toBeGreaterThan(0);
  });
});
