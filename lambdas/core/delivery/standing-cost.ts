import type { Price } from './cost-prices.ts';

/** What is paid for by the month, whether anything is sent or not. */
export interface Standing {
  readonly alarms: number;
  /** Of our own, made from log lines. */
  readonly metrics: number;
  readonly dashboards: number;
  readonly secrets: number;
}

export type StandingName = keyof Standing;

/** The month's price of one, and how many every account has free, for ever. */
export const STANDING_PRICES = {
  alarms: {
    usd: 0.1,
    per: 1,
    unit: 'alarms a month',
    asOf: '2026-02',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    free: 10,
  },
  metrics: {
    usd: 0.3,
    per: 1,
    unit: 'metrics a month',
    asOf: '2026-02',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    free: 10,
  },
  dashboards: {
    usd: 3,
    per: 1,
    unit: 'dashboards a month',
    asOf: '2026-02',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    free: 3,
  },
  secrets: {
    usd: 0.4,
    per: 1,
    unit: 'secrets a month',
    asOf: '2024-11',
    source: 'https://aws.amazon.com/secrets-manager/pricing/',
    free: 0,
  },
} as const satisfies Record<StandingName, Price & { readonly free: number }>;

/**
 * US dollars of a month in which nothing is sent. `list`: by the list; `alone`: where nothing else in the account uses up
 * what AWS gives every account free.
 */
export function standingCost(standing: Standing): { readonly list: number; readonly alone: number } {
  const names = Object.keys(STANDING_PRICES) as StandingName[];
  const total = (paid: (name: StandingName) => number) =>
    names.reduce((sum, name) => sum + paid(name) * STANDING_PRICES[name].usd, 0);
  return {
    list: total((name) => standing[name]),
    alone: total((name) => Math.max(0, standing[name] - STANDING_PRICES[name].free)),
  };
}
