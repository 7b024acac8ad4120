import { beforeEach, describe, expect, it } from 'vitest';
import { recordFeedbackHandler } from '../../lambdas/functions/record-feedback/handler.ts';
import golden from '../golden/ses-events.json' with { type: 'json' };
import { type FeedbackStores, feedbackStores } from '../support/feedback.ts';
import { inSns, sesEvent } from '../support/ses-events.ts';
import { sqsEvent } from '../support/system.ts';

let stores: FeedbackStores;
const handle = (messages: readonly unknown[], changes: Partial<FeedbackStores> = {}) => {
  const report = (event: (typeof stores.reports)[number]) => void stores.reports.push(event);
  return recordFeedbackHandler({ ...stores, ...changes, report })(sqsEvent(messages));
};
const failed = async (answer: ReturnType<typeof handle>) =>
  (await answer).batchItemFailures.map((each) => each.itemIdentifier);

beforeEach(async () => {
  stores = feedbackStores();
  for (const id of ['ada', 'ben']) {
    await stores.addReader({ id });
    await stores.deliver('claimed', id);
  }
});

describe('a batch for record-feedback', () => {
  it('is recorded whatever each message wraps its event in', async () => {
    const ben = { subscriberId: 'ben' };
    const messages = [
      inSns(sesEvent('Send')),
      sesEvent('Delivery'),
      inSns([sesEvent('Send', ben), sesEvent('Complaint', ben)]),
    ];
    expect(await failed(handle(messages))).toEqual([]);
    expect(await stores.row()).toMatchObject({ state: 'accepted', deliveredAt: expect.any(String) });
    expect(await stores.row('ben')).toMatchObject({ state: 'accepted', complainedAt: expect.any(String) });
    expect(await stores.stateOf('ben')).toBe('suppressed');
  });

  it('gives back what is no event, says why, and records the others', async () => {
    const bad = inSns({ eventType: 'Bounce', mail: 'for ada@example.org' });
    expect(await failed(handle(['no json', inSns(sesEvent('Send')), bad]))).toEqual(['m0', 'm2']);
    expect(await stores.row()).toMatchObject({ state: 'accepted' });
    expect(stores.reports.filter(({ code }) => code === 'feedback-unreadable')).toEqual([
      { code: 'feedback-unreadable', messageId: 'm0', reason: 'it is not JSON' },
      { code: 'feedback-unreadable', messageId: 'm2', reason: 'a Bounce without its mail object' },
    ]);
  });

  it('takes what tells no fact for done', async () => {
    const greeting = inSns('Successfully validated SNS topic for Amazon SES event publishing.');
    expect(await failed(handle([greeting, inSns(golden.open), golden.subscription]))).toEqual([]);
  });

  it('gives back every message about the one delivery that a store failed on', async () => {
    const ledger = {
      ...stores.ledger,
      record: (...args: Parameters<typeof stores.ledger.record>) =>
        args[0].subscriberId === 'ben'
          ? Promise.reject(new Error('the table is busy'))
          : stores.ledger.record(...args),
    };
    const messages = [
      sesEvent('Send', { subscriberId: 'ben' }),
      sesEvent('Send'),
      sesEvent('Delivery', { subscriberId: 'ben' }),
    ];
    expect(await failed(handle(messages.map(inSns), { ledger }))).toEqual(['m0', 'm2']);
    expect(await failed(handle(messages.map(inSns)))).toEqual([]);
    expect(await stores.row('ben')).toMatchObject({ state: 'accepted', deliveredAt: expect.any(String) });
  });

  it('proves that events arrive, up to the latest mail and never ahead of our clock', async () => {
    const send = (mailAt: string, tags?: object) => sesEvent('Send', { mailAt, ...tags });
    const last = () => stores.ledger.lastFeedback();
    expect(await last()).toBeUndefined();
    stores.clock.forward(60_000);
    await handle([send('2026-11-24T06:00:30.000Z'), send('2026-11-24T06:00:10.000Z', { tags: {} })]);
    expect(await last()).toBe('2026-11-24T06:00:30.000Z');
    await handle([send('2026-11-24T06:00:20.000Z')]);
    expect(await last()).toBe('2026-11-24T06:00:30.000Z');
    await handle([send('2031-01-01T00:00:00.000Z')]);
    expect(await last()).toBe('2026-11-24T06:01:00.000Z');
  });

  it('proves nothing while one of its events is still to be recorded: the doubt may hang on that one', async () => {
    const ledger = { ...stores.ledger, record: () => Promise.reject(new Error('the table is busy')) };
    await handle([sesEvent('Send'), sesEvent('Send', { tags: {} })], { ledger });
    expect(await stores.ledger.lastFeedback()).toBeUndefined();
  });
});
