import type { SubscriberFilter } from '../core/ports.ts';
import type { AskedAddress, AskedConsent } from '../core/subscribers/store.ts';
import type { Subscriber } from '../core/subscribers/subscriber.ts';

/** What every store of subscribers applies when it reads; how subscriptions move is core/subscribers/moves.ts. */

/** A test copy's reader is forgotten after this many days (counted from `createdAt`). */
export const GUEST_DAYS = 30;

/** A sign-up that nobody confirmed is forgotten after this many hours (counted from `createdAt`). */
export const PENDING_HOURS = 48;

/** So is a change of address, as long as its link is good. */
const ASKED_ADDRESS_HOURS = 24;

const HOUR_SECONDS = 3_600;
const LIFETIME_SECONDS: Partial<Record<Subscriber['state'], number>> = {
  guest: GUEST_DAYS * 24 * HOUR_SECONDS,
  pending: PENDING_HOURS * HOUR_SECONDS,
};

const secondOf = (at: string) => Math.floor(Date.parse(at) / 1000);

/** Epoch second after which a guest or an unconfirmed sign-up is gone; `undefined` for everybody else. */
export function expiryOf(subscriber: Subscriber): number | undefined {
  const lifetime = LIFETIME_SECONDS[subscriber.state];
  return lifetime && secondOf(subscriber.createdAt) + lifetime;
}

/** Epoch second after which what was asked for can no longer be confirmed. */
export const askedExpiry = ({ at }: Pick<AskedConsent, 'at'>) => secondOf(at) + PENDING_HOURS * HOUR_SECONDS;

/** The same for an address. */
export const askedAddressExpiry = ({ at }: Pick<AskedAddress, 'at'>) =>
  secondOf(at) + ASKED_ADDRESS_HOURS * HOUR_SECONDS;

/** `true` for an epoch second that has come: what lapses then is only still stored because nothing deleted it yet. */
export const isPast = (expiry: number | undefined, now: Date) =>
  expiry !== undefined && expiry <= Math.floor(now.getTime() / 1000);

/** `true` when the profile is only still stored because nothing deleted it yet. */
export const isExpired = (subscriber: Subscriber, now: Date) => isPast(expiryOf(subscriber), now);

/** Whether a listing with that filter shows this subscriber; empty `sections` mean every section. */
export function matches(subscriber: Subscriber, filter: SubscriberFilter): boolean {
  const { state, edition, section, language, since, until } = filter;
  const { sections, createdAt } = subscriber;
  return (
    (state === undefined || subscriber.state === state) &&
    (edition === undefined || subscriber.edition === edition) &&
    (language === undefined || subscriber.language === language) &&
    (section === undefined || sections.length === 0 || sections.includes(section)) &&
    (since === undefined || createdAt >= since) &&
    (until === undefined || createdAt < until)
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
