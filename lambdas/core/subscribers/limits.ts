import type { SignUpMails, SubscriptionStore } from './store.ts';

/** How much signing up there may be. */
export interface SignUpLimits {
  /** Sign-ups of one network (IPv4 /24, IPv6 /48) in an hour, whatever comes of them. */
  readonly networkAnHour: number;
  /** Mails that sign-ups may cause in an hour, everybody's together. */
  readonly mailsAnHour: number;
}

/**
 * A room full of people behind one address still gets in; 5,000 addresses from one network do not. The second keeps a
 * flood from many networks from ruining the sender's reputation.
 */
export const SIGN_UP_LIMITS: SignUpLimits = { networkAnHour: 30, mailsAnHour: 1_000 };

/** Mails to an address that never answered, ever. */
export const MOST_MAILS = 3;
const MAIL_EVERY_MS = 24 * 3_600_000;

/**
 * Whether a sign-up may cause another mail at this address. The count begins anew when its owner confirms or unsubscribes,
 * which nobody else can.
 */
export function mayMail(mails: SignUpMails | undefined, now: Date): boolean {
  if (!mails) return true;
  return mails.count < MOST_MAILS && now.getTime() - Date.parse(mails.lastAt) >= MAIL_EVERY_MS;
}

/** The count after one more mail. */
export function oneMore(mails: SignUpMails | undefined, now: Date): SignUpMails {
  return { count: (mails?.count ?? 0) + 1, lastAt: now.toISOString() };
}

/** Too many at the moment, whoever asks; counts begin anew with the hour. */
export interface Busy {
  readonly kind: 'busy';
  readonly retryAfterSeconds: number;
}

export function busyUntilNextHour(now: Date): Busy {
  const hour = 3_600_000;
  return { kind: 'busy', retryAfterSeconds: Math.ceil((hour - (now.getTime() % hour)) / 1000) };
}

/** Counts a sign-up of that network; `network` as `networkOf` returns it. */
export function countNetwork(
  store: Pick<SubscriptionStore, 'count'>,
  network: string | undefined,
  limits: SignUpLimits,
  now: Date,
): Promise<boolean> {
  return store.count(`network ${network ?? 'unknown'}`, limits.networkAnHour, now);
}

/**
 * Counts a mail that may go out. One that may not is counted beside, without a limit: the answer takes as long, and a flood
 * at one address uses up nobody else's share.
 */
export function countMail(
  store: Pick<SubscriptionStore, 'count'>,
  allowed: boolean,
  limits: SignUpLimits,
  now: Date,
): Promise<boolean> {
  return allowed
    ? store.count('mails', limits.mailsAnHour, now)
    : store.count('mails not sent', Number.POSITIVE_INFINITY, now);
}
