import type { ExclusionReason } from '../subscribers/subscriber.ts';

/** The list is cut into this many parts by hash of the subscriber id; fixed for ever, it is part of stored keys. */
export const SHARDS = 16;

/** Recipients in one queue message: about 50 keeps a message under 2 KB and a run under its visibility time. */
export const CHUNK_SIZE = 50;

/** (none) → claimed → accepted / failed / uncertain; claimed → (none) when SES is known not to have the mail. */
export type DeliveryState = 'claimed' | 'accepted' | 'failed' | 'uncertain';

/** One recipient of one issue: the ledger's row. */
export interface Delivery {
  readonly issueId: string;
  readonly subscriberId: string;
  readonly state: DeliveryState;
  /** 1 for the first call to SES; each new claim of an uncertain row adds one. */
  readonly attempt: number;
  /** ISO 8601; a claim that is not settled by then is uncertain: its process died. */
  readonly leaseUntil: string;
  /** SES's message id, when accepted. */
  readonly messageId?: string;
  /** Code and sentence of a failure or of the doubt. */
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
  /** Set when this reader gets no mail of the issue. */
  readonly excluded?: ExclusionReason;
}

/** A message of the plan queue: plan what is missing of one shard of one issue. */
export interface PlanShard {
  readonly issueId: string;
  readonly shard: number;
  /** The owner asked for it: doubts are tried again however often they were (never inside the grace). */
  readonly again?: boolean;
}

/** Recipients that one run of the sender takes. */
export interface Chunk {
  readonly issueId: string;
  /** At most CHUNK_SIZE, all of one shard; entries as frozen. */
  readonly recipients: readonly AudienceEntry[];
  readonly shard: number;
  /** ISO 8601, when it was planned: how long a chunk that cannot go is handed on before the next plan takes over. */
  readonly plannedAt?: string;
}

/** A short mail to the newsletter's owner: a slot without a briefing, an issue that stopped. Sent at most once per id. */
export interface OwnerNotice {
  readonly id: string;
  readonly subject: string;
  /** Paragraphs of the text; never a reader's address. */
  readonly lines: readonly string[];
}

/** A message of the delivery queue. */
export type DeliveryMessage =
  | ({ readonly kind: 'chunk' } & Chunk)
  | ({ readonly kind: 'notice' } & OwnerNotice);
