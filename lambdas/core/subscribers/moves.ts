import { type Choices, withChoices } from './choices.ts';
import type { ConsentFacts } from './consent.ts';
import type { Decision, Known, SubscriptionStore, Write } from './store.ts';
import { isMailable, type Subscriber, type SuppressionCause } from './subscriber.ts';

/** How subscriptions move: rules for `SubscriptionStore.change`, each from what is known to an answer and its writes. */

export type AddOutcome =
  | { readonly kind: 'added' }
  /** That address is known; nothing was written. */
  | { readonly kind: 'exists'; readonly subscriber: Subscriber }
  /** Nobody with that address is known, and it must get no mail: bounced, complained or erased. */
  | { readonly kind: 'suppressed'; readonly cause: SuppressionCause };

/** How somebody left, as far as it is known. */
export interface Leaving {
  /** ISO 8601. */
  readonly at: string;
  readonly source: string;
  readonly via?: 'one-click' | 'page';
  /** A word of `LEAVING_REASONS`. */
  readonly reason?: string;
  /** Truncated, as `networkOf` returns it. */
  readonly network?: string;
}

/** A guest never signed up, so a real subscription takes the place; nobody else gives an address away. */
export function givesWay(holder: Subscriber, newcomer: Pick<Subscriber, 'state'>): boolean {
  return holder.state === 'guest' && newcomer.state !== 'guest';
}

/** What the owner states of somebody whom they add; `importId` of an import. */
export interface Adding {
  readonly source: string;
  readonly importId?: string;
  /** When and where the person agreed, as far as the owner can say. */
  readonly asked?: ConsentFacts['asked'];
}

/** A new subscriber, unless the address is known or suppressed. Throws when the id is another's. */
export function adding(subscriber: Subscriber, { source, importId, asked }: Adding) {
  return ({ subscription, address }: Known): Decision<AddOutcome> => {
    const { email, createdAt: at, consentVersion } = subscriber;
    const holder = address?.holder;
    if (holder && !givesWay(holder.subscriber, subscriber)) {
      return { result: { kind: 'exists', subscriber: holder.subscriber } };
    }
    if (address?.suppression) return { result: { kind: 'suppressed', cause: address.suppression } };
    if (subscription) {
      throw new Error(
        `The id ${subscriber.id} belongs to another subscriber already: make a new one and add again`,
      );
    }
    const entry = { at, consentVersion, source, ...(asked && { asked }) };
    // A test copy is no consent, and a pending one is not confirmed: their ledger begins with what they do themselves.
    const states = subscriber.state === 'active';
    return {
      result: { kind: 'added' },
      writes: [
        { kind: 'not-suppressed', email },
        { kind: 'lock', email, subscriber, ...(holder && { heldBy: holder.subscriber.id }) },
        {
          kind: 'profile',
          after: subscriber,
          ...(states && {
            entry: importId ? { ...entry, type: 'imported', importId } : { ...entry, type: 'added' },
          }),
        },
        ...(holder ? [{ kind: 'forget-profile', before: holder } as const] : []),
      ],
    };
  };
}

/** An active reader or guest leaves. Somebody who left by one click may say more about it on the page, once. */
export function leaving(consentVersion: number, { at, source, via, reason, network }: Leaving) {
  return ({ subscription }: Known): Decision<'done' | 'already' | 'outdated'> => {
    if (subscription?.subscriber.consentVersion !== consentVersion) return { result: 'outdated' };
    const before = subscription.subscriber;
    const says = {
      ...(via && before.leftVia !== 'page' && { leftVia: via }),
      ...(reason && before.leftReason === undefined && { leftReason: reason }),
    };
    const entry = {
      type: 'unsubscribed' as const,
      ...{ at, source, consentVersion },
      ...(via && { via }),
      ...(reason && { reason }),
      ...(network && { network }),
    };
    if (!isMailable(before)) {
      const more = before.state === 'unsubscribed' && via === 'page' && Object.keys(says).length > 0;
      if (!more) return { result: 'already' };
      const after = { ...before, ...says, updatedAt: at };
      return { result: 'already', writes: [{ kind: 'profile', before: subscription, after, entry }] };
    }
    const after: Subscriber = { ...before, ...says, state: 'unsubscribed', leftAt: at, updatedAt: at };
    return {
      result: 'done',
      writes: [
        { kind: 'profile', before: subscription, after, entry },
        { kind: 'mails', email: after.email },
        ...keepLock(before, after),
      ],
    };
  };
}

/**
 * A reader who unsubscribed takes it back: active again, with a new consent, so that the link that ended the old one cannot
 * end this one too. `undefined` when it is not theirs to take back.
 */
export function resubscribing(
  consentVersion: number,
  { at, source, network }: Pick<Leaving, 'at' | 'source' | 'network'>,
) {
  return ({ subscription }: Known): Decision<Subscriber | undefined> => {
    const before = subscription?.subscriber;
    if (!subscription || before?.state !== 'unsubscribed' || before.consentVersion !== consentVersion) {
      return { result: undefined };
    }
    const { leftAt: _at, leftVia: _via, leftReason: _why, ...rest } = before;
    const after: Subscriber = {
      ...rest,
      state: 'active',
      consentVersion: consentVersion + 1,
      updatedAt: at,
    };
    const entry = {
      type: 'resubscribed' as const,
      ...{ at, source },
      consentVersion: after.consentVersion,
      ...(network && { network }),
    };
    const writes: Write[] = [
      { kind: 'profile', before: subscription, after, entry },
      { kind: 'asked', id: after.id },
    ];
    return { result: after, writes };
  };
}

/** A guest's or a pending lock would lapse, and with it the way from the address to what is remembered of it. */
export function keepLock(before: Subscriber, after: Subscriber): readonly Write[] {
  const lapses = before.state === 'guest' || before.state === 'pending';
  return lapses ? [{ kind: 'lock', email: after.email, subscriber: after, heldBy: after.id }] : [];
}

/** An active reader chooses anew. A choice that is absent stays; `null` takes the hour or the pause away. */
export function choosing(consentVersion: number, choices: Choices, at: string, source: string) {
  return ({ subscription }: Known): Decision<'done' | 'outdated'> => {
    const before = subscription?.subscriber;
    if (!subscription || before?.state !== 'active' || before.consentVersion !== consentVersion) {
      return { result: 'outdated' };
    }
    const after = { ...withChoices(before, choices), updatedAt: at };
    const entry = { type: 'chose' as const, at, source, consentVersion };
    return { result: 'done', writes: [{ kind: 'profile', before: subscription, after, entry }] };
  };
}

/** Whoever it is gets no mail any more. An erasure is remembered as such, whatever the cause was before. */
export function suppressing(cause: SuppressionCause, source: string) {
  return ({ subscription }: Known): Decision<'done' | 'already' | 'unknown'> => {
    if (!subscription) return { result: 'unknown' };
    const before = subscription.subscriber;
    const { at, reason } = cause;
    const again = before.state === 'suppressed';
    if (again && reason !== 'erased') return { result: 'already' };
    const after: Subscriber = {
      ...before,
      state: 'suppressed',
      leftAt: before.leftAt ?? at,
      updatedAt: at,
    };
    const entry = {
      type: 'suppressed' as const,
      ...{ at, source, reason },
      consentVersion: before.consentVersion,
    };
    const suppression = { ...cause, ...(again ? {} : { from: before.state }) };
    return {
      result: again ? 'already' : 'done',
      writes: [
        { kind: 'profile', before: subscription, after, entry },
        { kind: 'suppress', email: after.email, suppression },
        ...keepLock(before, after),
      ],
    };
  };
}

export type Unsuppressed =
  | { readonly kind: 'not-suppressed' }
  /** `state`: what the reader is now; absent when nobody with that address is known. */
  | { readonly kind: 'lifted'; readonly cause?: SuppressionCause; readonly state?: Subscriber['state'] };

/**
 * The owner lifts a suppression. Who bounced while active is active again: their consent never ended. A complaint or an
 * erasure did end it, so only a new sign-up makes such a reader active.
 */
export function unsuppressing(at: string, source: string) {
  return ({ address }: Known): Decision<Unsuppressed> => {
    const { email, holder, suppression } = address ?? { email: '' };
    const reader = holder?.subscriber.state === 'suppressed' ? holder.subscriber : undefined;
    if (!suppression && !reader) return { result: { kind: 'not-suppressed' } };
    const cause = suppression && { cause: suppression };
    const lift: Write[] = [
      { kind: 'unsuppress', email },
      { kind: 'mails', email },
    ];
    if (!reader || !holder) return { result: { kind: 'lifted', ...cause }, writes: lift };
    const bounced = suppression?.reason === 'bounce' || suppression?.reason === 'soft-bounces';
    const state = bounced && suppression.from === 'active' ? 'active' : 'unsubscribed';
    const { leftAt, ...rest } = reader;
    const after: Subscriber = {
      ...rest,
      state,
      ...(state === 'unsubscribed' && { leftAt: leftAt ?? at }),
      updatedAt: at,
    };
    const entry = {
      type: 'unsuppressed' as const,
      ...{ at, source },
      consentVersion: reader.consentVersion,
    };
    return {
      result: { kind: 'lifted', ...cause, state },
      writes: [{ kind: 'profile', before: holder, after, entry }, ...lift],
    };
  };
}

/** The moves that `Subscribers` offers by themselves, on any store; `source` stands in the consent ledger. */
export function subscriberMoves(store: Pick<SubscriptionStore, 'change'>, source: string) {
  return {
    add: (subscriber: Subscriber) =>
      store.change({ id: subscriber.id, email: subscriber.email }, adding(subscriber, { source })),
    unsubscribe: (id: string, consentVersion: number, at: string, how: Partial<Leaving> = {}) =>
      store.change({ id }, leaving(consentVersion, { source, ...how, at })),
    suppress: (id: string, cause: SuppressionCause) => store.change({ id }, suppressing(cause, source)),
    choose: (id: string, consentVersion: number, choices: Choices, at: string) =>
      store.change({ id }, choosing(consentVersion, choices, at, source)),
  };
}
