import type { Newsletter } from '../../lambdas/core/config.ts';
import { costOf, TYPICAL, totalOf } from '../../lambdas/core/delivery/cost.ts';
import { type Standing, standingCost } from '../../lambdas/core/delivery/standing-cost.ts';
import { nextSlot } from '../../lambdas/core/issue/due.ts';
import type { CloudTemplate } from './assembly.ts';

const MONTH_MS = 30 * 86_400_000;

/** Slots of all editions in the thirty days from `from`; a cron of every minute counts up to a thousand. */
export function slotsOfMonth(newsletter: Newsletter, from: Date): number {
  const end = from.getTime() + MONTH_MS;
  let slots = 0;
  for (const { cron, timeZone = newsletter.timeZone } of newsletter.editions) {
    let at = nextSlot({ cron, timeZone }, from);
    while (at && at.getTime() <= end && slots < 1000) {
      slots += 1;
      at = nextSlot({ cron, timeZone }, at);
    }
  }
  return slots;
}

/** What the stacks hold that is paid for by the month. */
export function standingOf(templates: readonly CloudTemplate[]): Standing {
  const types = templates.flatMap(({ Resources: resources }) =>
    Object.values(resources).map((each) => each.Type),
  );
  const count = (type: string) => types.filter((each) => each === type).length;
  return {
    alarms: count('AWS::CloudWatch::Alarm'),
    metrics: count('AWS::Logs::MetricFilter'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    secrets: count('AWS::SecretsManager::Secret'),
  };
}

export interface MonthCost {
  /** Issues in thirty days, each to every reader. */
  readonly issues: number;
  readonly standing: { readonly list: number; readonly alone: number };
  /** US dollars of the mails, for these numbers of readers. */
  readonly mails: readonly { readonly readers: number; readonly usd: number }[];
}

/** A month of this newsletter, in US dollars of us-east-1 without taxes. */
export function monthCost(
  newsletter: Newsletter,
  templates: readonly CloudTemplate[],
  options: { readonly now: Date; readonly perSecond: number; readonly readers: readonly number[] },
): MonthCost {
  const issues = slotsOfMonth(newsletter, options.now);
  const usdOf = (mails: number) => totalOf(costOf({ ...TYPICAL, mails, perSecond: options.perSecond }));
  return {
    issues,
    standing: standingCost(standingOf(templates)),
    mails: options.readers.map((readers) => ({ readers, usd: issues * usdOf(readers) })),
  };
}

/** `0.004`, `0.90`, `12`: two places, more below a cent, none from 100 on. */
export function dollars(usd: number): string {
  if (usd >= 100) return usd.toFixed(0);
  return usd > 0 && usd < 0.01 ? usd.toPrecision(1) : usd.toFixed(2);
}

/** The cost in words. */
export function monthText({ issues, standing, mails }: MonthCost): string {
  const parts = mails.map(({ readers, usd }) => `${readers} readers ${dollars(usd)} USD`);
  return [
    `Cost a month: ${dollars(standing.alone)} USD standing (${dollars(standing.list)} where the account's free share of CloudWatch is used up)`,
    `              and for ${issues} issues: ${parts.join(', ')}.`,
  ].join('\n');
}
