import type { Ran } from '../support/command.ts';
import type { Mail } from './mail.ts';

/** What differs between two deployments of one newsletter. */
export interface Settings {
  readonly name: string;
}

/**
 * A whole Briefwire as the people around it see it: its owner, its readers, their mailboxes, and Amazon SES's reports.
 * What differs between an AWS account and a laptop is behind this, and nothing else.
 */
export interface EndToEnd {
  /** Brings the newsletter up with these settings and mails its owner; a second time it changes what differs. */
  deploy(settings: Settings): Promise<void>;
  /** Takes it down. Kept data are those that a next deployment goes on with. */
  destroy(data: 'kept' | 'deleted'): Promise<void>;
  /** Where the readers' pages are, without a slash at the end. */
  site(): string;
  /** Puts a briefing into the inbox by copying the file there, without our command line. */
  drop(file: string): Promise<void>;
  /** What an address has received so far, oldest first. */
  mailsTo(address: string): Promise<readonly Mail[]>;
  /** Reports something as Amazon SES does. */
  report(event: object): Promise<void>;
  /** Fires the schedule's call of a slot by hand; returns what it answered. */
  fireSlot(slot: { readonly edition: string; readonly scheduledTime: string }): Promise<{ kind: string }>;
  /** Runs `briefwire` against it, as a person does. */
  run(...words: string[]): Promise<Ran>;
  /** The same in this process with `--json`, to look at something again and again. */
  look(...words: string[]): Promise<Ran>;
  /** How much there is in its stores, looked at from outside, running or not. */
  stored(): Promise<{ readonly subscribers: number; readonly briefings: number }>;
  /** What it complained about lately, for the message of a failed step. */
  complaints(): Promise<string>;
  /** Ends everything that this test started, whatever state it is in. */
  stop(): Promise<void>;
}
