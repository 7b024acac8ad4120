import type { Newsletter } from '../../lambdas/core/config.ts';
import type { Gathered } from './line.ts';

/** SES's account in a region, as GetAccount answers. */
export interface SesAccount {
  /** Out of the sandbox. */
  readonly production: boolean;
  readonly sendingEnabled: boolean;
  /** `HEALTHY`, `PROBATION` or `SHUTDOWN`. */
  readonly enforcement: string;
  /** -1: unlimited. */
  readonly max24Hour: number;
  readonly sent24Hour: number;
  readonly maxPerSecond: number;
  /** `BOUNCE`, `COMPLAINT`. */
  readonly suppressed: readonly string[];
  /** Of a request for production access: `PENDING`, `FAILED`, `GRANTED`, `DENIED`. */
  readonly review?: string;
}

/** The identity that covers the From address. */
export interface SenderIdentity {
  readonly name: string;
  readonly isDomain: boolean;
  readonly verified: boolean;
  /** `SUCCESS`, `PENDING`, `FAILED`, `TEMPORARY_FAILURE`, `NOT_STARTED`. */
  readonly dkim: string;
  readonly dkimSigns: boolean;
  readonly dkimBits?: number;
  readonly dkimTokens: readonly string[];
  readonly mailFrom?: { readonly domain: string; readonly status: string };
}

export interface ConfigurationSet {
  readonly name: string;
  readonly sendingEnabled: boolean;
  readonly tlsRequired: boolean;
  /** Its own suppression reasons; absent: the account's. */
  readonly suppressed?: readonly string[];
}

export interface EventDestination {
  readonly name: string;
  readonly enabled: boolean;
  readonly types: readonly string[];
  readonly toSns: boolean;
}

/** Records as the resolver gives them; a name without any is an empty list. */
export interface DnsFacts {
  /** TXT of the MAIL FROM domain. */
  readonly spf: Gathered<readonly string[]>;
  /** MX of the MAIL FROM domain, lower case. */
  readonly mailFromMx: Gathered<readonly string[]>;
  /** TXT at the first name up the tree of the From domain that has a DMARC record; empty: none. */
  readonly dmarc: Gathered<readonly string[]>;
  /** Token → targets of its CNAME, lower case. */
  readonly dkim: Gathered<Readonly<Record<string, readonly string[]>>>;
  /** Address → hosts that take its mail. */
  readonly replies: Gathered<{ readonly address: string; readonly hosts: readonly string[] }>;
}

export interface Schedule {
  readonly name: string;
  readonly expression: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  /** Of an edition's schedule, by its input. */
  readonly edition?: string;
}

export interface Queue {
  readonly name: string;
  readonly messages: number;
  /** A queue where failures end. */
  readonly isEnd: boolean;
  readonly oldestSeconds?: number;
}

export interface Alarm {
  readonly name: string;
  /** `OK`, `ALARM`, `INSUFFICIENT_DATA`. */
  readonly state: string;
  readonly actionsEnabled: boolean;
  /** Impact and where to read on. */
  readonly description: string;
}

export interface TableFacts {
  readonly own: boolean;
  readonly dataVersion: number;
  readonly knownVersion: number;
  /** Absent where there is none (laptop). */
  readonly pointInTimeRecovery?: boolean;
  readonly deletionProtection?: boolean;
}

/** A page that was asked for. */
export interface PageFacts {
  readonly url: string;
  /** HTTP status; absent when there was no answer. */
  readonly status?: number;
  /** Why there was none: a code such as `ENOTFOUND`. */
  readonly code?: string;
}

/** A mail to the mailbox simulator on its way through SES, SNS, the queue and the function to the table. */
export interface LoopFacts {
  readonly outcome: 'accepted' | 'refused' | 'blocked' | 'not-sent' | 'uncertain';
  /** SES's code when it did not take the mail. */
  readonly code?: string;
  readonly sendSeen: boolean;
  readonly deliverySeen: boolean;
  readonly waitedSeconds: number;
}

/** Shares of the account's mails, 0 … 1, as SES counts them; absent without mails. */
export interface Reputation {
  readonly bounces?: number;
  readonly complaints?: number;
}

/** All that is asked of an AWS account. */
export interface AccountFacts {
  readonly newsletter: Newsletter;
  readonly region: Gathered<string>;
  readonly account: Gathered<SesAccount>;
  /** `undefined`: SES knows neither the address nor its domain. */
  readonly identity: Gathered<SenderIdentity | undefined>;
  readonly configurationSet: Gathered<ConfigurationSet>;
  readonly destinations: Gathered<readonly EventDestination[]>;
  readonly dns: DnsFacts;
  readonly reputation: Gathered<Reputation>;
  readonly schedules: Gathered<readonly Schedule[]>;
  readonly queues: Gathered<readonly Queue[]>;
  readonly alarms: Gathered<readonly Alarm[]>;
  /** Subscriptions of the topic of alarms. */
  readonly alarmMails: Gathered<{ readonly confirmed: number; readonly pending: number }>;
  readonly table: Gathered<TableFacts>;
  /** Milliseconds by which this machine's clock is ahead of AWS's. */
  readonly clockAheadMs: Gathered<number>;
  /** The address that mails link to. */
  readonly pages: Gathered<readonly PageFacts[]>;
  /** A one-click request with a token that opens nothing. */
  readonly oneClick: Gathered<PageFacts>;
  readonly loop: Gathered<LoopFacts>;
}
