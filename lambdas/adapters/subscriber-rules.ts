import type { SubscriberFilter } from '../core/ports.ts';
import type { Subscriber, SuppressionCause } from '../core/subscribers/subscriber.ts';

/** How a subscription may move, as data in and data out; every store applies these. */

/** A test copy's reader is forgotten after this many days (counted from `createdAt`). */
export const GUEST_DAYS = 30;

/** A sign-up that nobody confirmed is forgotten after this many hours (counted from `createdAt`). */
export const PENDING_HOURS = 48;

const HOUR_SECONDS = 3_600;
const LIFETIME_SECONDS: Partial<Record<Subscriber['state'], number>> = {
  guest: GUEST_DAYS * 24 * HOUR_SECONDS,
  pending: PENDING_HOURS * HOUR_SECONDS,
};

/** Epoch second after which a guest or an unconfirmed sign-up is gone; `undefined` for everybody else. */
export function expiryOf(subscriber: Subscriber): number | undefined {
  const lifetime = LIFETIME_SECONDS[subscriber.state];
  return lifetime && Math.floor(Date.parse(subscriber.createdAt) / 1000) + lifetime;
}

/** `true` when the profile is only still stored because nothing deleted it yet. */
export function isExpired(subscriber: Subscriber, now: Date): boolean {
  const expiry = expiryOf(subscriber);
  return expiry !== undefined && expiry <= Math.floor(now.getTime() / 1000);
}

/** Whether an issue may go to this reader (`claim` asks the same). */
export function isMailable(subscriber: Subscriber): boolean {
  return subscriber.state === 'active' || subscriber.state === 'guest';
}

/** A guest never signed up, so a real subscription takes the place; nobody else gives an address away. */
export function givesWay(holder: Subscriber, newcomer: Subscriber): boolean {
  return holder.state === 'guest' && newcomer.state !== 'guest';
}

/** The reader after unsubscribing, or why nothing changes. `already`: gets no mail with this consent as it is. */
export function unsubscribed(
  subscriber: Subscriber | undefined,
  consentVersion: number,
  at: string,
): Subscriber | 'already' | 'outdated' {
  if (subscriber?.consentVersion !== consentVersion) return 'outdated';
  if (!isMailable(subscriber)) return 'already';
  return { ...subscriber, state: 'unsubscribed', leftAt: at, updatedAt: at };
}

/** The reader after a bounce, a complaint or their erasure, or why nothing changes. */
export function suppressed(
  subscriber: Subscriber | undefined,
  { at }: SuppressionCause,
): Subscriber | 'already' | 'unknown' {
  if (!subscriber) return 'unknown';
  if (subscriber.state === 'suppressed') return 'already';
  return { ...subscriber, state: 'suppressed', leftAt: subscriber.leftAt ?? at, updatedAt: at };
}

/** Whether a listing with that filter shows this subscriber; empty `sections` mean every section. */
export function matches(subscriber: Subscriber, filter: SubscriberFilter): boolean {
  const { state, edition, section, language } = filter;
  const { sections } = subscriber;
  return (
    (state === undefined || subscriber.state === state) &&
    (edition === undefined || subscriber.edition === edition) &&
    (language === undefined || subscriber.language === language) &&
    (section === undefined || sections.length === 0 || sections.includes(section))
  );
}

/** Most ids of one `getMany`, as BatchGetItem allows. */
export const MOST_IDS = 100;

/** Refuses a longer list of ids than the port allows, whatever the store. */
export function checkIdCount(ids: readonly string[]): void {
  if (ids.length > MOST_IDS) {
    throw new RangeError(`getMany takes up to ${MOST_IDS} ids, got ${ids.length}: ask in parts`);
  }
}
