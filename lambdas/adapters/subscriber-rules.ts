import type { SubscriberFilter } from '../core/ports.ts';
import type { Subscriber } from '../core/subscribers/subscriber.ts';

/** How a subscription may move, as data in and data out; every store applies these. */

/** A test copy's reader is forgotten after this many days (counted from `createdAt`). */
export const GUEST_DAYS = 30;

const DAY_SECONDS = 86_400;

/** Epoch second after which a guest is gone; `undefined` for everybody else. */
export function expiryOf(subscriber: Subscriber): number | undefined {
  if (subscriber.state !== 'guest') return undefined;
  return Math.floor(Date.parse(subscriber.createdAt) / 1000) + GUEST_DAYS * DAY_SECONDS;
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
