import { randomUUID } from 'node:crypto';
import type { MailHead } from './mail-head.ts';
import { type Fate, simulatedFate } from './simulator.ts';
import type { NewMail } from './store.ts';

/** The longest header list that SES puts into an event, in bytes of JSON; a longer one is cut. */
const LONGEST_HEADERS = 10_240;

/**
 * An event as SES publishes it through a configuration set to SNS (SES developer guide, "Contents of event data that
 * Amazon SES publishes to Amazon SNS"). Exactly one of the optional members is there, named like the event.
 */
export interface SesEvent {
  readonly eventType: 'Send' | 'Delivery' | 'Bounce' | 'Complaint' | 'Reject';
  readonly mail: SesEventMail;
  readonly send?: Record<string, never>;
  readonly delivery?: Readonly<Record<string, unknown>>;
  readonly bounce?: Readonly<Record<string, unknown>>;
  readonly complaint?: Readonly<Record<string, unknown>>;
  readonly reject?: { readonly reason: string };
}

/** The mail that an event is about. */
export interface SesEventMail {
  readonly timestamp: string;
  readonly source: string;
  readonly sourceArn: string;
  readonly sendingAccountId: string;
  readonly messageId: string;
  readonly destination: readonly string[];
  readonly headersTruncated: boolean;
  readonly headers: MailHead['headers'];
  readonly commonHeaders: Readonly<Record<string, unknown>>;
  /** Message tags and SES's own, each with a list of values. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

/**
 * The harmless test virus (eicar.org); SES takes a mail with a virus and then publishes Reject. In two parts, or scanners
 * would take this file away.
 */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD', '-ANTIVIRUS-TEST-FILE!$H+H*'].join('');
/** Its base64 form, as far as it stands on the first line of an attachment (76 characters, RFC 2045). */
const EICAR_BASE64 = btoa(EICAR).slice(0, 72);

/** Everything that happens to a mail that SES took: one Send, then what becomes of it at each recipient. */
export function eventsOfMail(mail: NewMail, head: MailHead): readonly SesEvent[] {
  const about = mailObject(mail, head);
  const infected = [EICAR, EICAR_BASE64].some((each) => Buffer.from(mail.raw).includes(each));
  if (infected) return [{ eventType: 'Reject', mail: about, reject: { reason: 'Bad content' } }];
  const happened = mail.destinations.flatMap((address) =>
    STORIES[simulatedFate(address) ?? 'delivered'](address, mail.at),
  );
  return [
    { eventType: 'Send', mail: about, send: {} },
    ...happened.map((each) => ({ ...each, mail: about })),
  ];
}

type Chapter = Omit<SesEvent, 'mail'>;

/** What the bounce message said about a recipient; an answering machine says nothing more than who it is. */
interface BouncedRecipient {
  readonly emailAddress: string;
  readonly action?: string;
  readonly status?: string;
  readonly diagnosticCode?: string;
}

/** Fates and wording as the mailbox simulator shows them. */
const STORIES: Readonly<Record<Fate, (address: string, at: string) => readonly Chapter[]>> = {
  delivered: (address, at) => [delivery(address, at)],
  complained: (address, at) => [delivery(address, at), complaint(address, at)],
  'out-of-office': (address, at) => [
    delivery(address, at),
    bounce(at, { bounceType: 'Transient', bounceSubType: 'General' }, { emailAddress: address }),
  ],
  bounced: (address, at) => [
    bounce(
      at,
      { bounceType: 'Permanent', bounceSubType: 'General' },
      {
        emailAddress: address,
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      },
    ),
  ],
  suppressed: (address, at) => [
    bounce(
      at,
      { bounceType: 'Permanent', bounceSubType: 'Suppressed' },
      {
        emailAddress: address,
        action: 'failed',
        status: '5.1.1',
        diagnosticCode:
          'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.',
      },
    ),
  ],
};

function delivery(address: string, timestamp: string): Chapter {
  return {
    eventType: 'Delivery',
    delivery: {
      timestamp,
      processingTimeMillis: 1,
      recipients: [address],
      smtpResponse: '250 2.6.0 Message received',
      remoteMtaIp: '127.0.0.1',
      reportingMTA: 'laptop.smtp-out.amazonses.com',
    },
  };
}

function bounce(timestamp: string, kind: object, recipient: BouncedRecipient): Chapter {
  return {
    eventType: 'Bounce',
    bounce: {
      ...kind,
      bouncedRecipients: [recipient],
      timestamp,
      feedbackId: `${randomUUID()}-000000`,
      reportingMTA: 'dns; laptop.smtp-out.amazonses.com',
    },
  };
}

function complaint(address: string, timestamp: string): Chapter {
  return {
    eventType: 'Complaint',
    complaint: {
      complainedRecipients: [{ emailAddress: address }],
      timestamp,
      feedbackId: `${randomUUID()}-000000`,
      complaintSubType: null,
      userAgent: 'Amazon SES Mailbox Simulator',
      complaintFeedbackType: 'abuse',
      arrivalDate: timestamp,
    },
  };
}

function mailObject(mail: NewMail, head: MailHead): SesEventMail {
  const { headers, truncated } = fitting(head.headers);
  const one = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));
  return {
    timestamp: mail.at,
    source: mail.source,
    sourceArn: `arn:aws:ses:local:000000000000:identity/${mail.source}`,
    sendingAccountId: '000000000000',
    messageId: mail.messageId,
    destination: mail.destinations,
    headersTruncated: truncated,
    headers,
    commonHeaders: {
      from: head.from,
      date: head.value('date'),
      to: head.to,
      messageId: mail.messageId,
      subject: head.subject,
    },
    tags: one({
      'ses:operation': 'SendRawEmail',
      ...(mail.configurationSet === undefined ? {} : { 'ses:configuration-set': mail.configurationSet }),
      'ses:source-ip': '127.0.0.1',
      'ses:from-domain': mail.source.slice(mail.source.lastIndexOf('@') + 1).replace(/>.*$/, ''),
      'ses:caller-identity': 'laptop',
      ...mail.tags,
    }),
  };
}

function fitting(all: MailHead['headers']): { headers: MailHead['headers']; truncated: boolean } {
  let room = LONGEST_HEADERS;
  const headers = all.filter((each) => {
    room -= JSON.stringify(each).length;
    return room >= 0;
  });
  return { headers, truncated: headers.length < all.length };
}
