import type { ChainHead, ConsentEntry, ConsentFacts } from './consent.ts';
import type { Subscriber, Suppression } from './subscriber.ts';

/** What a person asked for when they signed up; it becomes their subscription when they confirm. */
export interface AskedConsent {
  /** The consent that a confirmation will give. */
  readonly consentVersion: number;
  readonly edition: string;
  /** Empty means every section. */
  readonly sections: readonly string[];
  readonly language: string;
  readonly timeZone: string;
  readonly hour?: number;
  /** ISO 8601; lapses 48 hours later. */
  readonly at: string;
  /** Version of the words that were agreed to. */
  readonly wording: string;
  readonly source: string;
  /** Truncated. */
  readonly network?: string;
  /** SHA-256 of the cookie that the browser got, hexadecimal. */
  readonly browser?: string;
}

/** A new address that a reader named and that has not confirmed yet. */
export interface AskedAddress {
  readonly email: string;
  /** Tells this request from an earlier one of the same reader; stands in the token. */
  readonly serial: string;
  /** ISO 8601; lapses 24 hours later. */
  readonly at: string;
  readonly network?: string;
}

/** A profile as it is stored, with the end of its consent ledger and what is asked for and not confirmed. */
export interface StoredSubscription {
  readonly subscriber: Subscriber;
  readonly head: ChainHead;
  readonly asked?: AskedConsent;
  readonly askedAddress?: AskedAddress;
}

/** Mails that sign-ups caused at an address since it last proved that somebody reads it. */
export interface SignUpMails {
  readonly count: number;
  /** ISO 8601. */
  readonly lastAt: string;
}

/** Everything that is known of an address. */
export interface KnownAddress {
  readonly email: string;
  readonly holder?: StoredSubscription;
  readonly suppression?: Suppression;
  readonly mails?: SignUpMails;
}

/** Whom a change is about: a subscriber by id, an address (as `parseAddress` returns it), or both. */
export interface SubscriptionKey {
  readonly id?: string;
  readonly email?: string;
}

/** What is stored under a key now; what has lapsed is absent. */
export interface Known {
  /** Of `id`. */
  readonly subscription?: StoredSubscription;
  /** Of `email`; absent only when no address was asked for. */
  readonly address?: KnownAddress;
}

/** One part of a change; each holds only if nobody changed the same thing since it was read. */
export type Write =
  /** Creates the profile, or replaces `before`; `entry` is appended to its consent ledger. */
  | {
      readonly kind: 'profile';
      readonly before?: StoredSubscription;
      readonly after: Subscriber;
      readonly entry?: ConsentFacts;
    }
  | { readonly kind: 'forget-profile'; readonly before: StoredSubscription }
  /** Deletes one entry of a consent ledger; only together with its profile. */
  | { readonly kind: 'forget-entry'; readonly id: string; readonly n: number }
  /** The address leads to this subscriber from here on; it was free, or `heldBy` that id. */
  | {
      readonly kind: 'lock';
      readonly email: string;
      readonly subscriber: Subscriber;
      readonly heldBy?: string;
    }
  | { readonly kind: 'unlock'; readonly email: string; readonly heldBy: string }
  | { readonly kind: 'suppress'; readonly email: string; readonly suppression: Suppression }
  | { readonly kind: 'unsuppress'; readonly email: string }
  /** Writes nothing: the address is not suppressed. */
  | { readonly kind: 'not-suppressed'; readonly email: string }
  /** Absent `asked`: nothing is asked for any more. */
  | { readonly kind: 'asked'; readonly id: string; readonly asked?: AskedConsent }
  | { readonly kind: 'asked-address'; readonly id: string; readonly asked?: AskedAddress }
  /** Absent `after`: none any more. */
  | {
      readonly kind: 'mails';
      readonly email: string;
      readonly before?: SignUpMails;
      readonly after?: SignUpMails;
    }
  /** Costs what a write costs and means nothing; `n` tells several of one change apart. */
  | { readonly kind: 'ballast'; readonly email: string; readonly n: number };

/** What a rule makes of what is known: an answer, and what to write for it in one transaction. */
export interface Decision<Result> {
  readonly result: Result;
  readonly writes?: readonly Write[];
}

/** Subscriptions as the rules of the core change them. */
export interface SubscriptionStore {
  /** Strongly consistent; costs the same whatever is known. */
  known(key: SubscriptionKey): Promise<Known>;
  /**
   * Reads, lets the rule decide, and writes all of it or nothing. When somebody else wrote meanwhile the rule is asked again
   * with what is known then, so it must be pure. Throws when others stay in the way for some seconds.
   */
  change<Result>(key: SubscriptionKey, decide: (known: Known) => Decision<Result>): Promise<Result>;
  /** The consent ledger of a subscriber, oldest entry first. */
  history(id: string): Promise<readonly ConsentEntry[]>;
  /** Deletes the consent ledger and what is asked for; the profile stays. */
  dropHistory(id: string): Promise<void>;
  /**
   * Counts one more under that name in the hour of `at`; `false`, and not counted, when there were `most` already. Names are
   * stored as keyed hashes and forgotten within a day.
   */
  count(name: string, most: number, at: Date): Promise<boolean>;
}
