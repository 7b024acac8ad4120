import type { ExclusionReason } from '../subscribers/subscriber.ts';
import type { Tally } from './tally.ts';

/** The list is cut into this many parts by hash of the subscriber id; fixed for ever, it is part of stored keys. */
export const SHARDS = 16;

/** Readers in one part of a frozen shard: what a plan holds in memory at once, some 200 KB with their rows. */
export const PART_SIZE = 500;

/** Recipients in one queue message: about 50 keeps a message under 2 KB and a run under its visibility time. */
export const CHUNK_SIZE = 50;

/**
 * (none) → claimed → accepted / failed / uncertain; claimed → (none) when SES is known not to have the mail; (none) →
 * excluded when the reader left after the freeze or their mail cannot be made.
 */
export type DeliveryState = 'claimed' | 'accepted' | 'failed' | 'uncertain' | 'excluded';

/** What SES reports about a delivery afterwards, in any order; each is set once. Instants are ISO 8601. */
export interface DeliveryFacts {
  readonly sentAt?: string;
  readonly deliveredAt?: string;
  readonly bounce?: Bounce;
  readonly complainedAt?: string;
  /** SES found a virus in it and sent it nowhere. */
  readonly rejectedAt?: string;
  readonly delayedAt?: string;
}

export type FactName = keyof DeliveryFacts;

/** As SES classifies it ("Bounce types", SES developer guide), in lower case. */
export interface Bounce {
  readonly at: string;
  readonly type: 'permanent' | 'transient' | 'undetermined';
  readonly subType: string;
}

/** One recipient of one issue: the ledger's row. */
export interface Delivery extends DeliveryFacts {
  readonly issueId: string;
  readonly subscriberId: string;
  readonly state: DeliveryState;
  /** 1 for the first call to SES; each new claim of an uncertain row adds one; 0 when there was none. */
  readonly attempt: number;
  /** Attempt → SES's message id, as far as known, from answers and from events. Two entries are a doubled mail. */
  readonly messageIds: Readonly<Record<number, string>>;
  /** ISO 8601, when the latest attempt was claimed: SES cannot have had its mail before. */
  readonly claimedAt?: string;
  /** ISO 8601; a claim that is not settled by then is uncertain: its process died. Absent without a claim. */
  readonly leaseUntil?: string;
  /** SES's message id of the attempt that was known first, when accepted. */
  readonly messageId?: string;
  /** Code and sentence of a failure, of the doubt or of the exclusion. */
  readonly code?: string;
  readonly detail?: string;
  /** ISO 8601 of the last change. */
  readonly at: string;
}

/** One line of an issue's frozen audience. Never an address: it is read at send, so changes and erasure count. */
export interface AudienceEntry {
  readonly subscriberId: string;
  readonly language: string;
  readonly sections: readonly string[];
  /** ISO 8601: the first instant at or after the freeze at which the reader's own clock shows their hour; absent: at once. */
  readonly dueAt?: string;
  /** Set when this reader gets no mail of the issue. */
  readonly excluded?: ExclusionReason;
}

/** Some hundred entries of a shard's audience, in order of subscriber id; part 0 comes first. */
export interface AudiencePart {
  readonly entries: readonly AudienceEntry[];
  /** Nobody of the shard comes after this part. */
  readonly last: boolean;
}

/** A message of the plan queue: plan what is missing of one shard of one issue, from a part on. */
export interface PlanShard {
  readonly issueId: string;
  readonly shard: number;
  /** Default 0. A run whose time is up hands the next part on: the saved cursor of a long shard. */
  readonly part?: number;
  /** The doubts of that part alone, which a chunk of it left. */
  readonly only?: boolean;
  /** ISO 8601: only those due after this and up to `until`; without it everybody due. */
  readonly after?: string;
  /** ISO 8601: also those who are due up to here, by a delay of their chunk; default: now. At most 15 minutes ahead. */
  readonly until?: string;
  /** The owner takes the risk of a second copy: doubts are tried again whatever the policy (never inside the grace). */
  readonly again?: boolean;
  /** ISO 8601: the same for doubts of before alone. */
  readonly againUntil?: string;
  /** What the parts before came to. */
  readonly tally?: Tally;
}

/** Recipients that one run of the sender takes. */
export interface Chunk {
  readonly issueId: string;
  /** At most CHUNK_SIZE, all of one part of one shard; entries as frozen. */
  readonly recipients: readonly AudienceEntry[];
  readonly shard: number;
  readonly part?: number;
  /** Recipients in doubt whom the plan wants tried again; else only those without a row are sent to. */
  readonly retry?: boolean;
  /** ISO 8601, when it was planned: a chunk that cannot go waits the longer the older it is. */
  readonly plannedAt?: string;
}

/** A short mail to the newsletter's owner: a slot without a briefing, an issue that stopped. Sent at most once per id. */
export interface OwnerNotice {
  readonly id: string;
  readonly subject: string;
  /** Paragraphs of the text; never a reader's address. */
  readonly lines: readonly string[];
  /** The mail is that version of a draft, to its editor; subject and lines are empty then. */
  readonly draft?: { readonly issue: string; readonly version: number };
}

/** A message of the delivery queue. */
export type DeliveryMessage =
  | ({ readonly kind: 'chunk' } & Chunk)
  | ({ readonly kind: 'notice' } & OwnerNotice);
