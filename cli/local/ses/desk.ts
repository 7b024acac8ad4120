import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../lambdas/core/ports.ts';
import { parseAddress } from '../../../lambdas/core/subscribers/address.ts';
import type { SesError } from './answers.ts';
import { SES_ERRORS } from './errors.ts';
import { eventsOfMail } from './events.ts';
import { isVerified } from './identities.ts';
import { readHead } from './mail-head.ts';
import { headFault, lineFault, sizeFault } from './mime-rules.ts';
import type { RateLimit } from './rate-limit.ts';
import { simulatedFate } from './simulator.ts';
import type { NewMail, OutboxStore } from './store.ts';

/** SES takes at most this many recipients in one call (SES quotas). */
const MOST_RECIPIENTS = 50;
/** SES message tags: name and value (SDK reference of MessageTag). */
const TAG = /^[A-Za-z0-9_-]{1,256}$/;

/** The account that the local SES plays. */
export interface Account {
  /** Recipients in 24 hours; -1 is unlimited, as SES says it. */
  readonly max24Hour: number;
  readonly maxPerSecond: number;
  /** In the sandbox recipients must be verified too, but for the mailbox simulator. */
  readonly sandbox: boolean;
  /** Whether senders must be verified. */
  readonly checkSenders: boolean;
  /** Known configuration sets; absent: any name will do. */
  readonly configurationSets: readonly string[] | undefined;
  /** Refuses what strict mail servers refuse: bare LF or CR, overlong lines, 8-bit headers. */
  readonly strict: boolean;
  readonly region: string;
}

/** What takes mails in: the account's rules, and the outbox. */
export interface Desk {
  readonly account: Account;
  readonly store: OutboxStore;
  readonly rate: RateLimit;
  readonly clock: Clock;
}

/** A mail as a caller hands it in. */
export interface Submission {
  /** Absent: the From header's. */
  readonly source: string | undefined;
  /** Empty: every address of the To, Cc and Bcc headers, as SES does it. */
  readonly destinations: readonly string[];
  readonly raw: Uint8Array;
  readonly configurationSet: string | undefined;
  readonly tags: readonly { readonly name: string; readonly value: string }[];
}

export type Acceptance =
  | { readonly ok: true; readonly messageId: string }
  | { readonly ok: false; readonly error: SesError };

/** Takes a mail, durably before it says so, or refuses it as SES would. */
export async function accept(desk: Desk, submission: Submission): Promise<Acceptance> {
  const { account, store, rate, clock } = desk;
  const invalid = (message: string) => refuse(SES_ERRORS.invalidParameter(message));
  const size = sizeFault(submission.raw);
  if (size) return invalid(size);
  const head = await readHead(submission.raw);
  const source = submission.source ?? head.from[0] ?? '';
  const fromHeaders = submission.destinations.length === 0;
  const typed = fromHeaders ? [...head.to, ...head.cc, ...head.bcc] : submission.destinations;
  const fault =
    headFault(head) ??
    (account.strict ? lineFault(submission.raw) : undefined) ??
    addressFault(source) ??
    recipientsFault(typed) ??
    tagFault(submission.tags);
  if (fault) return invalid(fault);

  const destinations = typed.map(bareAddress);
  const configurationSet = submission.configurationSet ?? head.value('x-ses-configuration-set');
  if (configurationSet !== undefined && account.configurationSets?.includes(configurationSet) === false) {
    return refuse(SES_ERRORS.noConfigurationSet(configurationSet));
  }
  const unverified = unverifiedOf(desk, source, destinations);
  if (unverified.length > 0) return refuse(SES_ERRORS.notVerified(unverified, account.region));
  const now = clock.now();
  if (!rate.take(destinations.length, now.getTime())) return refuse(SES_ERRORS.rateExceeded());

  const mail: NewMail = {
    messageId: newMessageId(now),
    at: now.toISOString(),
    source,
    sender: head.sender,
    subject: head.subject,
    destinations,
    recipientsFrom: fromHeaders ? 'headers' : 'destinations',
    ...(configurationSet === undefined ? {} : { configurationSet }),
    tags: Object.fromEntries(submission.tags.map(({ name, value }) => [name, value])),
    raw: submission.raw,
  };
  const counted = destinations.filter((each) => simulatedFate(each) === undefined).length;
  const most = account.max24Hour < 0 ? Number.POSITIVE_INFINITY : account.max24Hour;
  const kept = store.accept(mail, eventsOfMail(mail, head), counted, most);
  return kept ? { ok: true, messageId: mail.messageId } : refuse(SES_ERRORS.dailyQuotaExceeded());
}

const refuse = (error: SesError): Acceptance => ({ ok: false, error });

function unverifiedOf({ account, store }: Desk, source: string, destinations: readonly string[]): string[] {
  if (!account.checkSenders && !account.sandbox) return [];
  const identities = store.identities.list();
  const recipients = account.sandbox
    ? destinations.filter((each) => simulatedFate(each) === undefined && !isVerified(identities, each))
    : [];
  const sender = isVerified(identities, bareAddress(source)) ? [] : [source];
  return [...sender, ...recipients];
}

function recipientsFault(typed: readonly string[]): string | undefined {
  if (typed.length === 0) return "Missing required header 'To'.";
  if (typed.length > MOST_RECIPIENTS) return `Recipient count exceeds ${MOST_RECIPIENTS}.`;
  return typed.map(addressFault).find((fault) => fault !== undefined);
}

/** SES refuses the whole mail for one address that is not `name@domain`. */
function addressFault(typed: string): string | undefined {
  const address = bareAddress(typed);
  if (!address.includes('@')) return "Missing final '@domain'";
  if (address.endsWith('@')) return 'Missing domain';
  const parsed = parseAddress(address);
  return parsed.ok ? undefined : `Illegal address ${JSON.stringify(typed)}: ${parsed.reason}.`;
}

/** `Name <address>` → address. */
function bareAddress(typed: string): string {
  return (/<([^<>]*)>\s*$/.exec(typed)?.[1] ?? typed).trim();
}

function tagFault(tags: Submission['tags']): string | undefined {
  const bad = tags.find(({ name, value }) => !TAG.test(name) || !TAG.test(value));
  return (
    bad &&
    `Invalid message tag <${bad.name}=${bad.value}>: only alphanumeric ASCII characters, '_', '-' are allowed, 1 to 256 of them.`
  );
}

/** As SES's: sixteen hex digits that grow with time, a UUID, and a counter that is always 0. */
function newMessageId(now: Date): string {
  return `0100${now.getTime().toString(16).padStart(12, '0')}-${randomUUID()}-000000`;
}
