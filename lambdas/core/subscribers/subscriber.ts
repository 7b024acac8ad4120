/**
 * pending → active → unsubscribed / suppressed. What nobody confirmed lapses after 48 hours. `guest` receives a test copy
 * (`send --to` an address that never signed up) and is in no audience. Every move is a conditional write on what was read.
 */
export type SubscriberState = 'pending' | 'active' | 'unsubscribed' | 'suppressed' | 'guest';

/** A person who gets, got or may get the newsletter. */
export interface Subscriber {
  /** 22 URL-safe characters (128 random bits); says nothing about the person. */
  readonly id: string;
  /** Normalised by `parseAddress`: local part as typed, domain in lower-case ASCII. */
  readonly email: string;
  readonly name?: string;
  readonly state: SubscriberState;
  /** Counts consents, from 1; a token or claim made for an older consent is worth nothing. */
  readonly consentVersion: number;
  /** Id of the one edition this reader follows. */
  readonly edition: string;
  /** Section ids; empty means every section, also those added later. */
  readonly sections: readonly string[];
  /** BCP 47 tag of the mail's chrome. */
  readonly language: string;
  /** IANA name. */
  readonly timeZone: string;
  /** 0 … 23: the hour of the reader's own clock at which the mail shall come; absent: as soon as there is an issue. */
  readonly hour?: number;
  /** Local date `YYYY-MM-DD`: no mail before that day. */
  readonly pausedUntil?: string;
  /** ISO 8601 instants. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** ISO 8601; set when the state left `active`. */
  readonly leftAt?: string;
  /** How they unsubscribed, where that is known: by the button of their mailbox (RFC 8058), or by our page. */
  readonly leftVia?: 'one-click' | 'page';
  /** Why they left, if they said so: a word of `LEAVING_REASONS`. */
  readonly leftReason?: string;
}

/** Why an address gets no mail until the owner lifts it; `erased` people asked to be forgotten. */
export interface SuppressionCause {
  readonly reason: 'bounce' | 'complaint' | 'soft-bounces' | 'erased';
  /** ISO 8601. */
  readonly at: string;
  /** E.g. the receiving server's own words; never an address. */
  readonly detail?: string;
}

/** A suppression as it is remembered. */
export interface Suppression extends SuppressionCause {
  /** What the reader was before; absent when the address had no profile. */
  readonly from?: SubscriberState;
}

/** Whether an issue may go to this reader (`claim` asks the same). */
export function isMailable(subscriber: Subscriber): boolean {
  return subscriber.state === 'active' || subscriber.state === 'guest';
}

/** Why somebody on the list gets no mail of an issue. */
export type ExclusionReason =
  | 'no-topics'
  | 'unsubscribed'
  | 'suppressed'
  | 'not-confirmed'
  | 'not-found'
  /** Their own pause covers the day. */
  | 'paused'
  /** Their mail could not be made; the others' could. */
  | 'render';
