import type { Bounce } from './delivery.ts';

/**
 * One event of SES, read for what the ledger and the list need of it. Field names and values: SES developer guide,
 * "Contents of event data that Amazon SES publishes to Amazon SNS" (`eventType`, a configuration set's) and "Amazon SNS
 * notification contents for Amazon SES" (`notificationType`, an identity's, which carries no message tags).
 */

/** The one fact that an event tells; instants as `Date.toISOString` writes them. */
export type EventFact =
  | { readonly sentAt: string }
  | { readonly deliveredAt: string }
  | { readonly complainedAt: string }
  | { readonly rejectedAt: string }
  | { readonly delayedAt: string }
  | { readonly bounce: Bounce };

/** An event that tells a fact about a mail. */
export interface FeedbackEvent {
  readonly fact: EventFact;
  readonly messageId: string;
  /** When SES took the mail. */
  readonly mailAt: string;
  /** Our message tags; none on an identity's notifications, only some on mails that belong to no issue. */
  readonly tags: { readonly issue?: string; readonly delivery?: string; readonly attempt?: string };
  /** Bare addresses that the fact is about. Personal data: never in a log. */
  readonly recipients: readonly string[];
}

export type ParsedEvent =
  | { readonly kind: 'event'; readonly event: FeedbackEvent }
  /** Nothing that we keep: opens, clicks, types of the future, SNS's own messages. `what` is a word for logs. */
  | { readonly kind: 'other'; readonly what: string }
  /** Not what SES publishes; `reason` quotes nothing of it. */
  | { readonly kind: 'bad'; readonly reason: string };

/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type that an event or notification names; `undefined` when the document is neither. */
export function sesTypeOf(document: Fields): string | undefined {
  const type = document['eventType'] ?? document['notificationType'];
  return typeof type === 'string' ? type : undefined;
}

/** Reads one event or notification of SES, unwrapped. Never throws. */
export function parseSesEvent(document: Fields): ParsedEvent {
  const type = sesTypeOf(document);
  if (type === undefined) return bad('it has neither eventType nor notificationType');
  const read = READERS.get(type);
  if (!read) return { kind: 'other', what: word(type) };
  const { mail } = document;
  if (!isFields(mail)) return bad(`a ${type} without its mail object`);
  const { messageId, timestamp, tags, destination } = mail;
  if (typeof messageId !== 'string' || messageId === '') return bad(`a ${type} without mail.messageId`);
  const mailAt = instant(timestamp);
  if (mailAt === undefined) return bad(`a ${type} whose mail.timestamp is no instant`);
  const own = document[read.section];
  const details = isFields(own) ? own : {};
  const fact = read.fact(details, instant(details['timestamp']) ?? mailAt);
  if (typeof fact === 'string') return { kind: 'other', what: fact };
  const named = addressesIn(details[read.people ?? '']);
  const recipients = named.length > 0 ? named : addressesIn(destination);
  return { kind: 'event', event: { fact, messageId, mailAt, tags: tagsOf(tags), recipients } };
}

interface Reader {
  /** Member that says what happened. */
  readonly section: string;
  /** Its list of recipients; absent: the mail's. */
  readonly people?: string;
  /** The fact, or a word for logs when it is none of ours. `at` is the event's own instant, else the mail's. */
  fact(details: Fields, at: string): EventFact | string;
}

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['Send', { section: 'send', fact: (_, sentAt) => ({ sentAt }) }],
  ['Delivery', { section: 'delivery', people: 'recipients', fact: (_, deliveredAt) => ({ deliveredAt }) }],
  ['Reject', { section: 'reject', fact: (_, rejectedAt) => ({ rejectedAt }) }],
  [
    'DeliveryDelay',
    { section: 'deliveryDelay', people: 'delayedRecipients', fact: (_, delayedAt) => ({ delayedAt }) },
  ],
  [
    'Bounce',
    {
      section: 'bounce',
      people: 'bouncedRecipients',
      fact: ({ bounceType, bounceSubType }, at) => ({
        bounce: { at, type: bounceTypeOf(bounceType), subType: word(bounceSubType) },
      }),
    },
  ],
  [
    'Complaint',
    {
      section: 'complaint',
      people: 'complainedRecipients',
      fact: ({ complaintFeedbackType: type }, complainedAt) =>
        typeof type === 'string' && NO_COMPLAINT.has(type) ? `Complaint ${type}` : { complainedAt },
    },
  ],
]);

/**
 * Reports through a feedback loop that are no complaint of a reader: a mail taken out of the spam folder, a failed
 * authentication (values of `complaintFeedbackType`, from IANA's registry of feedback report types).
 */
const NO_COMPLAINT: ReadonlySet<string> = new Set(['not-spam', 'auth-failure']);

/** What SES does not know either is `undetermined`, which neither counts nor suppresses. */
function bounceTypeOf(value: unknown): Bounce['type'] {
  const type = typeof value === 'string' ? value.toLowerCase() : '';
  return type === 'permanent' || type === 'transient' ? type : 'undetermined';
}

function bad(reason: string): ParsedEvent {
  return { kind: 'bad', reason };
}

/** A word of SES's that may stand in a log; what does not look like one is not repeated. */
function word(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z -]{0,39}$/.test(value) ? value : 'unknown';
}

/** ISO 8601 in UTC with milliseconds; SES leaves out zeros of the fraction. */
function instant(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(value))
    return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** Addresses of a list of texts or of `{ emailAddress }`, bare: `Name <address>` becomes `address`. */
function addressesIn(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value
    .map((each: unknown) => (isFields(each) ? each['emailAddress'] : each))
    .filter((each) => typeof each === 'string')
    .map((each) => (/<([^<>]*)>\s*$/.exec(each)?.[1] ?? each).trim())
    .filter((each) => each.includes('@'));
}

/** What SES allows as the value of a message tag (API reference, MessageTag). */
const TAG = /^[A-Za-z0-9_-]{1,256}$/;

/** SES hands each tag over as a list of values; a plain value is taken as well. */
function tagsOf(value: unknown): FeedbackEvent['tags'] {
  const tags = isFields(value) ? value : {};
  const names = ['issue', 'delivery', 'attempt'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const found: unknown = Array.isArray(tags[name]) ? tags[name][0] : tags[name];
      return typeof found === 'string' && TAG.test(found) ? [[name, found]] : [];
    }),
  );
}
