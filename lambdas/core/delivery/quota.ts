import type { SendQuota } from '../ports.ts';
import type { Hold } from './hold.ts';

/** What a new account may send ("Request production access" in the SES developer guide); API v1 does not name it. */
export const SANDBOX = { max24Hour: 200, maxPerSecond: 1 };

/** Whether the account is in SES's sandbox, as far as its quota tells. */
export function isSandbox({ max24Hour, maxPerSecond }: SendQuota): boolean {
  return max24Hour === SANDBOX.max24Hour && maxPerSecond === SANDBOX.maxPerSecond;
}

/** How many more mails today's quota allows; an unlimited one stays so. */
export function quotaLeft({ max24Hour, sentLast24Hours }: SendQuota): number {
  return Math.max(0, Math.floor(max24Hour - sentLast24Hours));
}

/** The hold of a chunk that today's quota does not reach for, with the sentence for the owner. */
export function quotaHold(quota: SendQuota): Hold {
  const used = `SES lets this account send ${quota.max24Hour} mails in 24 hours, and that is used up; the rest goes out when it allows more`;
  const sandbox =
    'The account is in the sandbox of SES (200 mails a day, one a second, to verified addresses only): ask for production access in the SES console';
  return { kind: 'quota', detail: isSandbox(quota) ? `${used}. ${sandbox}` : used };
}
