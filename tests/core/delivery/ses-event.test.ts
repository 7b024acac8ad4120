import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSesDocument, parseSesText } from '../../../lambdas/core/delivery/ses-documents.ts';
import type { FeedbackEvent } from '../../../lambdas/core/delivery/ses-event.ts';
import golden from '../../golden/ses-events.json' with { type: 'json' };
import { inSns, sesEvent } from '../../support/ses-events.ts';

type Golden = keyof typeof golden;
const only = (document: unknown) => {
  const found = parseSesDocument(document);
  expect(found).toHaveLength(1);
  return found[0];
};
const eventOf = (document: unknown): FeedbackEvent => {
  const parsed = only(document);
  if (parsed?.kind !== 'event') throw new Error(`it is ${JSON.stringify(parsed)}`);
  return parsed.event;
};

describe('an event of SES', () => {
  it.each<[Golden, FeedbackEvent['fact']]>([
    ['send', { sentAt: '2026-11-24T06:00:00.500Z' }],
    ['delivery', { deliveredAt: '2026-11-24T06:00:02.250Z' }],
    ['permanent', { bounce: { at: '2026-11-24T06:00:03.000Z', type: 'permanent', subType: 'NoEmail' } }],
    ['transient', { bounce: { at: '2026-11-24T20:00:00.000Z', type: 'transient', subType: 'MailboxFull' } }],
    [
      'undetermined',
      { bounce: { at: '2026-11-24T06:00:09.000Z', type: 'undetermined', subType: 'Undetermined' } },
    ],
    ['complaint', { complainedAt: '2026-11-24T09:30:00.000Z' }],
    ['reject', { rejectedAt: '2026-11-24T06:00:00.500Z' }],
    ['delay', { delayedAt: '2026-11-24T06:05:00.000Z' }],
    [
      "identity's bounce",
      { bounce: { at: '2026-11-24T06:00:03.000Z', type: 'permanent', subType: 'General' } },
    ],
    ["identity's complaint", { complainedAt: '2026-11-24T09:30:00.000Z' }],
  ])('of type %s tells one fact', (name, fact) => {
    expect(eventOf(golden[name]).fact).toEqual(fact);
  });

  it.each<[Golden, string]>([
    ['no complaint', 'Complaint not-spam'],
    ['open', 'Open'],
    ['click', 'Click'],
    ['rendering failure', 'Rendering Failure'],
    ['subscription', 'Subscription'],
    ["identity's greeting", 'AmazonSnsSubscriptionSucceeded'],
  ])('of type %s tells none and is no fault', (name, what) => {
    expect(only(golden[name])).toEqual({ kind: 'other', what });
  });

  it('names its mail, our tags and the recipient', () => {
    expect(eventOf(golden.send)).toMatchObject({
      messageId: '0107019300000001-aaaa',
      mailAt: '2026-11-24T06:00:00.500Z',
      tags: { issue: 'daily_d2026-11-24T0700', delivery: 'AAAAAAAAAAAAAAAAAAAAAA', attempt: '2' },
      recipients: ['ada@example.org'],
    });
  });

  it('may write tags as plain values and recipients with their names', () => {
    expect(eventOf(golden.transient)).toMatchObject({
      tags: { issue: 'extra', delivery: 'AAAAAAAAAAAAAAAAAAAAAA', attempt: '1' },
      recipients: ['ada@example.org'],
    });
  });

  it('names every recipient it is about, and none of the others of its mail', () => {
    const { tags, recipients } = eventOf(golden["identity's bounce"]);
    expect(recipients).toEqual(['ada@example.org', 'ben@example.org']);
    expect(tags).toEqual({});
  });

  it('is about everybody whom its mail went to when it names nobody', () => {
    const { bounce: _, ...bare } = golden["identity's bounce"];
    expect(eventOf(bare)).toMatchObject({
      recipients: ['ada@example.org', 'ben@example.org', 'eve@example.org'],
      fact: { bounce: { at: '2026-11-24T06:00:00.500Z', type: 'undetermined', subType: 'unknown' } },
    });
  });
});

describe('a document', () => {
  const event = golden.delivery;

  it.each([
    ['an SNS message', inSns(event)],
    ['a list', [event]],
    ['an SNS message around a list', inSns([event])],
    ['a list of SNS messages', [inSns(event)]],
  ])('may be %s', (_, document) => {
    expect(eventOf(document)).toEqual(eventOf(event));
  });

  it('may hold many events, read one by one', () => {
    const kinds = parseSesDocument([event, { a: 1 }, inSns(golden.open), event]).map(({ kind }) => kind);
    expect(kinds).toEqual(['event', 'bad', 'other', 'event']);
  });

  it.each([
    [inSns('Successfully validated SNS topic for Amazon SES event publishing.'), 'SNS topic validation'],
    [{ Type: 'SubscriptionConfirmation', Message: 'You have chosen', Token: '1' }, 'SNS administration'],
  ])('of the bookkeeping of SNS is no fault', (document, what) => {
    expect(only(document)).toEqual({ kind: 'other', what });
  });

  const bounceOf = (mail: Readonly<Record<string, unknown>>) => ({
    ...sesEvent('Permanent'),
    mail: { messageId: 'm1', timestamp: '2026-11-24T06:00:00Z', ...mail },
  });

  it.each([
    ['no JSON', parseSesText('{"eventType":'), 'it is not JSON'],
    ['a word', parseSesDocument('Send'), 'it is not a JSON object'],
    ['nothing', parseSesDocument(null), 'it is not a JSON object'],
    ['something else', parseSesDocument({ a: 1 }), 'it has neither eventType nor notificationType'],
    ['a message of no JSON', parseSesDocument(inSns('hello')), 'it is not JSON'],
    ['without its mail', parseSesDocument({ eventType: 'Bounce' }), 'a Bounce without its mail object'],
    [
      'without a message id',
      parseSesDocument(bounceOf({ messageId: '' })),
      'a Bounce without mail.messageId',
    ],
    [
      'without an instant',
      parseSesDocument(bounceOf({ timestamp: '24.11.2026' })),
      'a Bounce whose mail.timestamp is no instant',
    ],
    ['wrapped in itself', parseSesDocument([[[[event]]]]), 'it is wrapped too often'],
  ])('that is %s says so', (_, parsed, reason) => {
    expect(parsed).toEqual([{ kind: 'bad', reason }]);
  });

  it('never throws and repeats nothing of what it cannot read', () => {
    const secret = 'ada@example.org';
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), tie('event'), tie('sns'), tie('list')),
      list: fc.array(tie('any'), { maxLength: 4 }),
      sns: tie('any').map((inner) => inSns(inner)),
      event: fc.record(
        {
          eventType: fc.oneof(
            fc.constantFrom('Send', 'Bounce', 'Complaint', 'Delivery', 'toString', '__proto__', secret),
            fc.jsonValue(),
          ),
          mail: fc.oneof(
            fc.record(
              {
                messageId: fc.oneof(fc.string(), fc.jsonValue()),
                timestamp: fc.oneof(
                  fc.constantFrom('2026-11-24T06:00:00Z', '2026-99-99T99:99:99Z'),
                  fc.jsonValue(),
                ),
                destination: fc.oneof(fc.array(fc.constant(secret)), fc.jsonValue()),
                tags: fc.oneof(
                  fc.dictionary(fc.constantFrom('issue', 'delivery'), fc.jsonValue()),
                  fc.jsonValue(),
                ),
              },
              { requiredKeys: [] },
            ),
            fc.jsonValue(),
          ),
          bounce: fc.oneof(
            fc.record({ bounceType: fc.jsonValue(), bounceSubType: fc.constant(secret) }),
            fc.jsonValue(),
          ),
          complaint: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    })).any;
    fc.assert(
      fc.property(value, (document) => {
        for (const parsed of [...parseSesDocument(document), ...parseSesText(JSON.stringify(document))]) {
          if (parsed.kind === 'event') {
            const { recipients: _, ...rest } = parsed.event;
            expect(Object.values(rest.fact)).toHaveLength(1);
            expect(JSON.stringify(rest.fact)).not.toContain(secret);
          } else expect(JSON.stringify(parsed)).not.toContain(secret);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never throws at any text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseSesText(text)));
  });
});
