import type { Topic } from '../briefing/topic.ts';
import type { Approval } from '../gate/approval.ts';

/** draft → frozen → sending ⇄ paused → closed. This issue's states only ever move forward by conditional write. */
export type IssueState = 'draft' | 'frozen' | 'sending' | 'paused' | 'closed';

/** Why an issue is closed. */
export type IssueOutcome = 'sent' | 'cancelled' | 'expired' | 'skipped';

/** Which readers an issue is for. */
export type AudienceQuery =
  /** Active readers who follow this edition. */
  | { readonly kind: 'edition'; readonly edition: string }
  /** Every active reader, whatever edition they follow (an ad-hoc `send`). */
  | { readonly kind: 'everyone' }
  /** Exactly these subscribers (`send --to`). */
  | { readonly kind: 'listed'; readonly subscriberIds: readonly string[] }
  /** Whoever SES took a mail of that issue for (a correction); `listed`: that one went to named addresses only. */
  | { readonly kind: 'recipients'; readonly of: string; readonly listed?: true };

/** A briefing that went into an issue; enough to know it again. */
export interface TakenBriefing {
  readonly name: string;
  /** SHA-256 of its bytes, hex. */
  readonly hash: string;
}

/** A topic that came and is not in the issue, with the reason as a clause for the owner. */
export interface LeftOut {
  readonly topicId: string;
  readonly headline: string;
  readonly reason: string;
}

/** The equation of an issue: frozen = accepted + failed + excluded + expired + uncertain + waiting. */
export interface Accounting {
  /** Readers in the frozen audience, excluded ones included. */
  readonly frozen: number;
  readonly accepted: number;
  readonly failed: number;
  readonly excluded: number;
  /** Nothing was tried before the issue was cancelled or superseded, or the mail became stale. */
  readonly expired: number;
  /** SES may or may not have the mail: its answer was lost. */
  readonly uncertain: number;
  /** Nothing was tried yet, or it is known that SES does not have it. 0 once the issue is closed. */
  readonly waiting: number;
}

/** Why an open issue sends no more; it closes with that outcome once nobody is at a mail of it any more. */
export interface Ending {
  readonly outcome: Extract<IssueOutcome, 'cancelled' | 'expired'>;
  /** A sentence for the owner. */
  readonly reason: string;
}

/** An edition's slot, or an ad-hoc send: what was frozen, and how far it got. */
export interface Issue {
  /** `<edition>.<local date and time of its slot>`, e.g. `daily.2026-11-24T0700`, or the NAME given to `send`. */
  readonly id: string;
  /** Absent for an ad-hoc issue. */
  readonly edition?: string;
  readonly state: IssueState;
  readonly outcome?: IssueOutcome;
  /** Why it is closed or paused, as a sentence for the owner. */
  readonly reason?: string;
  readonly audience: AudienceQuery;
  /** Fixed subject for every reader; absent: each reader's first headline. */
  readonly subject?: string;
  /** Fixed preheader for every reader; absent: each reader's next headlines. */
  readonly preheader?: string;
  /** In the order of the mail: by section in the config's order, then as in the briefings. */
  readonly topics: readonly Topic[];
  readonly language: string;
  /** SHA-256 over topics, subject and preheader, hex: the same NAME with another hash is refused. */
  readonly contentHash: string;
  /** ISO 8601 instant. */
  readonly frozenAt: string;
  readonly briefings: readonly TakenBriefing[];
  /** Latest `addedAt` among the inbox briefings this issue has seen; the next slot starts from here. ISO 8601. */
  readonly inboxCutoff?: string;
  /** Instant up to which it has seen the topics that sources brought; the next slot starts from here. ISO 8601. */
  readonly topicsCutoff?: string;
  /** What came and is not in it; absent when nothing was left out. */
  readonly leftOut?: readonly LeftOut[];
  /** How the edition's rules made it what it is, as sentences for the owner; absent for an ad-hoc issue. */
  readonly decisions?: readonly string[];
  /** Languages a skeleton was rendered for. */
  readonly languages: readonly string[];
  /** Milliseconds after its due time at which a reader's mail is stale and goes no more; absent: never. */
  readonly expiresAfterMs?: number;
  /** ISO 8601: the edition's slot after this one; absent for an ad-hoc issue. */
  readonly nextSlotAt?: string;
  /** What the editor says about it; absent where the edition asks nobody. */
  readonly approval?: Approval;
  /** Set while it winds up. */
  readonly ending?: Ending;
  /** ISO 8601: chunks of everybody due up to here are planned. */
  readonly plannedUntil?: string;
  /** ISO 8601: the day's quota was used up; nothing is planned before. */
  readonly waitUntil?: string;
  /** ISO 8601: the owner was shown who was in doubt then. */
  readonly doubtsToldAt?: string;
  /** How often the owner has opened it again after it was closed. */
  readonly reopened?: number;
  /** ISO 8601. */
  readonly closedAt?: string;
  /** Written when the issue closes. */
  readonly accounting?: Accounting;
}

/** An issue without its topics and what was left out: what a list or a plan needs of it. */
export type IssueHead = Omit<Issue, 'topics' | 'leftOut'>;

/** What a move may change: outcome, reason and accounting belong to the state that they are written with. */
export type IssueMove = Pick<Issue, 'state'> &
  Partial<
    Pick<
      Issue,
      | 'outcome'
      | 'reason'
      | 'accounting'
      | 'ending'
      | 'plannedUntil'
      | 'waitUntil'
      | 'doubtsToldAt'
      | 'reopened'
      | 'closedAt'
    >
  >;
