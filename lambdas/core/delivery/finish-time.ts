import type { SendQuota } from '../ports.ts';

const DAY_MS = 86_400_000;

/** When a number of mails that start together is through. */
export interface Finish {
  readonly at: Date;
  /** Days of SES's quota that it takes; the first is what is left of the running one. */
  readonly days: number;
  /** What holds it up: SES's rate, or its quota of a day. */
  readonly bound: 'rate' | 'quota';
}

/**
 * By SES's rate and its quota of 24 hours, of which the mails sent before count. The sender begins anew a day after it had
 * to stop; in truth the quota comes back bit by bit, so this is the latest, not the likeliest end. `undefined`: never, for
 * the quota is nothing.
 */
export function finishOf(mails: number, quota: SendQuota, start: Date): Finish | undefined {
  const { max24Hour, sentLast24Hours, maxPerSecond } = quota;
  if (max24Hour <= 0 || maxPerSecond <= 0) return undefined;
  const fullDay = Math.floor(Math.min(max24Hour, maxPerSecond * (DAY_MS / 1000)));
  if (fullDay < 1) return undefined;
  let rest = mails;
  let days = 1;
  let today = Math.min(fullDay, Math.max(0, Math.floor(max24Hour - sentLast24Hours)));
  while (rest > today) {
    rest -= today;
    today = fullDay;
    days += 1;
  }
  const at = new Date(start.getTime() + (days - 1) * DAY_MS + (rest / maxPerSecond) * 1000);
  const byQuota = days > 1 && max24Hour <= fullDay;
  return { at, days, bound: byQuota ? 'quota' : 'rate' };
}
