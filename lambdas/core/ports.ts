import type { CollectedBriefing } from './briefing/topic.ts';
import type { AudiencePart, Delivery, DeliveryFacts, FactName } from './delivery/delivery.ts';
import type { ShardTally } from './delivery/tally.ts';
import type { Drafts } from './gate/drafts.ts';
import type { Issue, IssueHead, IssueMove } from './issue/issue.ts';
import type { Skeleton } from './mail/skeleton.ts';
import type { Choices } from './subscribers/choices.ts';
import type { AddOutcome, Leaving } from './subscribers/moves.ts';
import type { SubscriptionStore } from './subscribers/store.ts';
import type { ExclusionReason, Subscriber, SuppressionCause } from './subscribers/subscriber.ts';

/**
 * Every interface the core asks for, in its own words; adapters implement them, tests run one contract suite per port
 * on each implementation. Expected outcomes are values; anything else is thrown with its cause.
 */

// ---- mailer -------------------------------------------------------------------------------------------------------

export interface OutgoingMail {
  /** Bare address for the envelope. */
  readonly source: string;
  /** Exactly one bare address: without it SES mails every header address. */
  readonly to: string;
  /** The complete message, CRLF, 7-bit. */
  readonly raw: Uint8Array;
  /** SES message tags; names and values of `[A-Za-z0-9_-]`, up to 256 characters. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What is known after a call to SES; each kind asks for another step of the send protocol. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly messageId: string }
  /** Known not to have reached SES: throttled, connection refused, DNS, TLS. May be tried again at once or later. */
  | {
      readonly kind: 'not-sent';
      readonly reason: 'throttled' | 'quota' | 'unreachable';
      readonly detail: string;
    }
  /** SES refused this recipient or this message; others may be fine. */
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  /** SES refuses everything from this account or sender; stop, never burn a list on it. */
  | { readonly kind: 'blocked'; readonly code: string; readonly detail: string }
  /** Time-out, reset after the request, 5xx: SES may or may not have the mail. */
  | { readonly kind: 'uncertain'; readonly code: string; readonly detail: string };

/** As GetSendQuota answers. */
export interface SendQuota {
  /** `Number.POSITIVE_INFINITY` for an unlimited day, which SES answers as -1. */
  readonly max24Hour: number;
  readonly sentLast24Hours: number;
  /** Mails per second, at least a fraction above 0. */
  readonly maxPerSecond: number;
}

export interface Mailer {
  /** Never throws for what SES or the network answers; see `SendOutcome`. */
  send(mail: OutgoingMail): Promise<SendOutcome>;
  /** Cached for a minute (the call is itself limited to one a second); throws `MailerUnavailable` when SES cannot be asked. */
  quota(): Promise<SendQuota>;
}

/** SES cannot be asked for its quota: `blocked` is an account-wide refusal, else it is unreachable or throttled. */
export class MailerUnavailable extends Error {
  readonly blocked: boolean;
  readonly code: string;
  constructor(message: string, options: { blocked: boolean; code: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'MailerUnavailable';
    this.blocked = options.blocked;
    this.code = options.code;
  }
}

// ---- queue --------------------------------------------------------------------------------------------------------

export interface Queue<Message> {
  /** Hands over all messages or throws; up to 10 per request inside. `delaySeconds` 0 … 900, as SQS allows. */
  send(messages: readonly Message[], options?: { readonly delaySeconds?: number }): Promise<void>;
  /** Messages inside, hidden and delayed ones too; about, as SQS counts them within a minute. */
  depth(): Promise<number>;
}

// ---- ledger -------------------------------------------------------------------------------------------------------

export interface ClaimRequest {
  readonly issueId: string;
  readonly shard: number;
  readonly subscriberId: string;
  /** The consent that the reader was read with; a newer one, or another state, refuses the claim. */
  readonly consentVersion: number;
  readonly now: string;
  readonly leaseUntil: string;
  /**
   * ISO 8601: an uncertain row, or a claim whose lease ended, before this instant may be claimed anew. Absent: only where
   * there is no row, so that a message that comes twice never tries a doubt again.
   */
  readonly retryBefore?: string;
}

export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly attempt: number }
  /** Somebody has it, or it is done: do nothing. */
  | { readonly kind: 'taken'; readonly delivery: Delivery }
  /** The profile is not (or no longer) mailable with that consent. */
  | { readonly kind: 'reader-moved' };

export type Settlement =
  | { readonly state: 'accepted'; readonly messageId: string }
  | { readonly state: 'failed'; readonly code: string; readonly detail: string }
  | { readonly state: 'uncertain'; readonly code: string; readonly detail: string };

/** A row's place. */
export interface DeliveryKey {
  readonly issueId: string;
  readonly shard: number;
  readonly subscriberId: string;
}

/** What an event of SES says about one attempt of a delivery. */
export interface Seen {
  readonly attempt: number;
  readonly messageId: string;
  readonly facts: DeliveryFacts;
}

export type RecordOutcome =
  /** `fresh`: the facts that were not known before this call. */
  | { readonly kind: 'recorded'; readonly fresh: readonly FactName[]; readonly delivery: Delivery }
  /** Nobody claimed that delivery here; nothing was written. */
  | { readonly kind: 'no-row' };

export interface Ledger {
  /** One transaction: the reader's profile is active (or guest) with that consent, and no row stands in the way. */
  claim(request: ClaimRequest): Promise<ClaimOutcome>;
  /**
   * Moves the claim (or the doubt) of that attempt forward; `false` when it is no longer ours to move. Where an event has
   * shown that SES has an attempt's mail, the row ends as accepted whatever a later attempt came to.
   */
  settle(key: DeliveryKey & { attempt: number }, settlement: Settlement, now: string): Promise<boolean>;
  /**
   * Takes a claim back whose call was never made: the first attempt's row is deleted, a later one is the doubt of the
   * attempt before again. `claimedAt` is the claim's `now`: the next claim may have the same number, and a repetition of
   * this write must not take that one back.
   */
  release(key: DeliveryKey & { attempt: number; claimedAt: string }, now: string): Promise<boolean>;
  /**
   * Notes what SES reports: every absent fact, the attempt's message id, and that SES has the mail. So it moves a claim of
   * that attempt, any doubt, and a failure of code `unknown` to accepted. A permanent bounce takes the place of another.
   * Repeating it changes nothing.
   */
  record(key: DeliveryKey, seen: Seen, now: string): Promise<RecordOutcome>;
  /** Writes down that this reader gets no mail of the issue; `false` when there is a row already. */
  exclude(key: DeliveryKey, reason: ExclusionReason, detail: string, now: string): Promise<boolean>;
  /** One row; strongly consistent. */
  delivery(key: DeliveryKey): Promise<Delivery | undefined>;
  /** `true` for the first caller of a key only: how an owner's notice is sent at most once. */
  once(key: string, now: string): Promise<boolean>;
  /** Rows of a shard in order of subscriber id; `range` limits them to ids from `from` to `to`, both included. */
  deliveries(
    issueId: string,
    shard: number,
    range?: { readonly from: string; readonly to: string },
  ): AsyncIterable<Delivery>;
  /** Adds to an issue's counters, e.g. `{ bounced: 1 }`. For display only: a repetition counts again. */
  count(issueId: string, amounts: Readonly<Record<string, number>>): Promise<void>;
  counters(issueId: string): Promise<Readonly<Record<string, number>>>;
  /** An event came of a mail that SES took at `mailAt` (ISO 8601); only the latest is kept. */
  feedbackSeen(mailAt: string): Promise<void>;
  /** The latest instant that `feedbackSeen` was told: proof that events of mails up to then do arrive. */
  lastFeedback(): Promise<string | undefined>;
}

export type { RateLease } from './delivery/rate-lease.ts';

// ---- subscribers --------------------------------------------------------------------------------------------------

export interface SubscriberFilter {
  readonly state?: Subscriber['state'];
  readonly edition?: string;
  readonly section?: string;
  readonly language?: string;
  /** `createdAt` at or after the one and before the other; ISO 8601. */
  readonly since?: string;
  readonly until?: string;
}

/** Reading, the moves that many parts of the system make, and `change` for the rules of core/subscribers. */
export interface Subscribers extends SubscriptionStore {
  get(id: string): Promise<Subscriber | undefined>;
  /** Up to 100 ids; unknown ids are absent from the map. Strongly consistent. */
  getMany(ids: readonly string[]): Promise<ReadonlyMap<string, Subscriber>>;
  /** `email` as `parseAddress` returns it. */
  findByEmail(email: string): Promise<Subscriber | undefined>;
  /**
   * One transaction with the address lock: an address never has two profiles, whatever the case of its letters. A guest
   * makes way for a real subscription (`added`), and is no longer known afterwards.
   */
  add(subscriber: Subscriber): Promise<AddOutcome>;
  /**
   * Active readers of one shard of an edition, in order of id; every edition when `edition` is absent. `after` starts
   * behind that id.
   */
  activeReaders(query: {
    readonly edition?: string;
    readonly shard: number;
    readonly after?: string;
  }): AsyncIterable<Subscriber>;
  list(filter: SubscriberFilter): AsyncIterable<Subscriber>;
  /** active or guest → unsubscribed, if the consent is still that version. Repeating it is `already`. */
  unsubscribe(
    id: string,
    consentVersion: number,
    at: string,
    how?: Partial<Leaving>,
  ): Promise<'done' | 'already' | 'outdated'>;
  /**
   * Any state → suppressed, whatever the consent; the address is remembered by its keyed hash. `already`: it was before, and
   * the first cause stays. `unknown`: nobody has that id.
   */
  suppress(id: string, cause: SuppressionCause): Promise<'done' | 'already' | 'unknown'>;
  /** Changes an active reader's choices, if the consent is still that version. */
  choose(id: string, consentVersion: number, choices: Choices, at: string): Promise<'done' | 'outdated'>;
}

// ---- issues -------------------------------------------------------------------------------------------------------

export type { IssueMove };

export interface Issues extends Drafts {
  /**
   * Writes skeletons first and the record last, by condition: a second firing of a slot is `exists`. `over`: in the place of
   * a draft that is at that revision.
   */
  freeze(issue: Issue, skeletons: readonly Skeleton[], over?: number): Promise<'frozen' | 'exists'>;
  get(id: string): Promise<Issue | undefined>;
  /** Newest slot of an edition, skipped ones included, drafts not. */
  latestOf(edition: string): Promise<Issue | undefined>;
  /** Issues of an edition frozen since then that told somebody something; newest first, the latest 200. */
  toldSince(edition: string, since: string): AsyncIterable<Issue>;
  /** Every issue without its topics, newest first. */
  heads(): AsyncIterable<IssueHead>;
  /** One issue without its topics; strongly consistent. */
  head(id: string): Promise<IssueHead | undefined>;
  /** Moves the state by conditional write; `false` when the issue is not in one of `from`. */
  move(id: string, from: readonly Issue['state'][], to: IssueMove): Promise<boolean>;
  /** `undefined` when that language was not rendered. */
  skeleton(issueId: string, language: string): Promise<Skeleton | undefined>;
  /** Written once: a second call for the same part keeps the first and returns it. */
  freezeAudience(issueId: string, shard: number, part: number, content: AudiencePart): Promise<AudiencePart>;
  /** `undefined` when that part was not frozen yet, or comes after the last one. */
  audience(issueId: string, shard: number, part: number): Promise<AudiencePart | undefined>;
  /** Keeps what a whole shard came to; the latest count replaces the one before. */
  saveTally(issueId: string, shard: number, tally: ShardTally): Promise<void>;
  /** Shard → its latest tally. */
  tallies(issueId: string): Promise<ReadonlyMap<number, ShardTally>>;
}

// ---- sources ------------------------------------------------------------------------------------------------------

/** A briefing that waits in the inbox. */
export interface InboxEntry {
  readonly name: string;
  /** ISO 8601, when it was put there. */
  readonly addedAt: string;
  readonly bytes: number;
}

export interface Sources {
  /** In order of `addedAt`, then name. */
  inbox(): Promise<readonly InboxEntry[]>;
  read(name: string): Promise<Uint8Array>;
  /** `name` is a plain file name without a slash; replaces one of the same name. */
  add(name: string, content: Uint8Array): Promise<void>;
  remove(name: string): Promise<boolean>;
}

// ---- topics -------------------------------------------------------------------------------------------------------

export type { KeptSource, StoredTopic, Topics } from './sources/kept.ts';

// ---- clock and ids ------------------------------------------------------------------------------------------------

export interface Clock {
  now(): Date;
  /** Resolves after that many milliseconds of this clock, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Ids {
  /** 22 URL-safe characters, 128 random bits. */
  newId(): string;
}

/** What a use case reports while it works; a log line in AWS, a progress bar on the laptop. Never personal data. */
export type Report = (event: { readonly code: string } & Readonly<Record<string, unknown>>) => void;

export type { AddOutcome, CollectedBriefing };
