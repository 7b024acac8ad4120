import type { GapName, Piece } from './skeleton.ts';

/**
 * Our own mails to one person, as opposed to an issue: each is `templates/system/<kind>.mjml.hbs` and `.txt.hbs`.
 * - confirm: a sign-up waits for its confirmation
 * - already: somebody signed up with the address of a reader
 * - welcome: the subscription is confirmed
 * - goodbye: it has ended
 * - confirm-address: to the new address that a reader wants the newsletter at
 * - address-changed: to the old one, once the new one is confirmed
 */
export const SYSTEM_MAILS = [
  'confirm',
  'already',
  'welcome',
  'goodbye',
  'confirm-address',
  'address-changed',
] as const;

export type SystemMailKind = (typeof SYSTEM_MAILS)[number];

/** What is filled in when such a mail is sent. Nothing in it was typed by anybody. */
export type SystemLinks = Readonly<
  Partial<Record<'actionUrl' | 'preferencesUrl' | 'unsubscribeUrl' | 'issueUrl', string>>
>;

/** Rendered once per language, with gaps for links: plain JSON, as a skeleton is. */
export interface SystemMail {
  readonly kind: SystemMailKind;
  readonly language: string;
  /** Header lines that never differ, encoded, each ending in CRLF; no To, Date, Message-ID. */
  readonly headers: string;
  /** The From address in its bare form, for SES's `Source`. */
  readonly source: string;
  readonly boundary: string;
  /** Without these links the mail is not sent: its text speaks of them. */
  readonly needs: readonly GapName[];
  readonly text: readonly Piece[];
  readonly html: readonly Piece[];
}

/** Where the finished mails come from: rendered at need on a laptop, built into the function in AWS. */
export interface SystemMails {
  mail(kind: SystemMailKind, language: string): Promise<SystemMail>;
}

/** The paragraph about the latest issue stands only where there is one. */
export const LATEST: GapName = 'issueUrl';

/** How long the link of a confirmation is good; hours. */
export const CONFIRM_HOURS = 24;
