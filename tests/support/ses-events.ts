import { issueTag } from '../../lambdas/core/delivery/message-tags.ts';

/** What an event is about; the rest has defaults. */
export interface About {
  readonly issueId?: string;
  readonly subscriberId?: string;
  readonly attempt?: number;
  readonly messageId?: string;
  readonly email?: string;
  /** ISO 8601, when SES took the mail. */
  readonly mailAt?: string;
  /** ISO 8601, when it happened. */
  readonly at?: string;
  /** Other tags than an issue's mail has. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
}

export type EventName =
  | 'Send'
  | 'Delivery'
  | 'Permanent'
  | 'Transient'
  | 'Undetermined'
  | 'Complaint'
  | 'Reject'
  | 'DeliveryDelay';

/** An event as a configuration set publishes it; the three bounces go by their type. */
export function sesEvent(name: EventName, about: About = {}) {
  const { subscriberId = 'ada', messageId = '0102-ses', mailAt = '2026-11-24T06:00:00.000Z' } = about;
  const { email = `${subscriberId}@example.org`, at = mailAt } = about;
  const tags = about.tags ?? {
    issue: [issueTag(about.issueId ?? 'extra')],
    delivery: [subscriberId],
    attempt: [String(about.attempt ?? 1)],
    'ses:configuration-set': ['news'],
  };
  const mail = { timestamp: mailAt, source: 'wire@example.org', messageId, destination: [email], tags };
  return { ...chapter(name, email, at), mail };
}

function chapter(name: EventName, email: string, timestamp: string) {
  const people = [{ emailAddress: email }];
  switch (name) {
    case 'Send':
      return { eventType: name, send: {} };
    case 'Delivery':
      return { eventType: name, delivery: { timestamp, recipients: [email] } };
    case 'Complaint':
      return { eventType: name, complaint: { timestamp, complainedRecipients: people } };
    case 'Reject':
      return { eventType: name, reject: { reason: 'Bad content' } };
    case 'DeliveryDelay':
      return { eventType: name, deliveryDelay: { timestamp, delayedRecipients: people } };
    default: {
      const kind = { bounceType: name, bounceSubType: 'General' };
      return { eventType: 'Bounce', bounce: { ...kind, timestamp, bouncedRecipients: people } };
    }
  }
}

/** The event in the envelope that SNS puts around it. */
export function inSns(document: unknown) {
  return {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: 'arn:aws:sns:eu-central-1:123456789012:feedback',
    Subject: 'Amazon SES Email Event Notification',
    Message: typeof document === 'string' ? document : JSON.stringify(document),
    Timestamp: '2026-11-24T06:00:01.000Z',
    SignatureVersion: '1',
    Signature: 'c2lnbmF0dXJl',
    UnsubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe',
  };
}
