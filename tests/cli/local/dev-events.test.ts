import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { devEventsApp } from '../../../cli/local/dev-events.ts';
import type { FeedbackMessage } from '../../../cli/local/feedback-queue.ts';
import { type LocalQueue, openQueue } from '../../../cli/local/queue.ts';
import { type FeedbackStores, feedbackStores } from '../../support/feedback.ts';
import { inSns, sesEvent } from '../../support/ses-events.ts';

let stores: FeedbackStores;
let queue: LocalQueue<FeedbackMessage>;

beforeEach(async () => {
  stores = feedbackStores();
  queue = openQueue(':memory:', 'feedback', { visibilitySeconds: 30, maxReceives: 5, clock: stores.clock });
  for (const id of ['ada', 'ben']) {
    await stores.addReader({ id });
    await stores.deliver('claimed', id);
  }
});
afterEach(() => queue.close());

const app = (changes: Partial<FeedbackStores> = {}) =>
  devEventsApp({ ...stores, ...changes, feedbackQueue: queue, report: () => undefined });
const posted = (body: unknown, headers: Record<string, string> = {}) =>
  new Request('http://localhost:8025/dev/ses-events', {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const post = async (body: unknown, to = app()) => {
  const answer = await to.request(posted(body));
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

describe('POST /dev/ses-events', () => {
  it.each([
    ['an event', sesEvent('Delivery')],
    ['an event in an SNS message', inSns(sesEvent('Delivery'))],
    ['a list', [sesEvent('Delivery')]],
    ['a list of SNS messages', [inSns(sesEvent('Delivery'))]],
    ['JSON lines', `${JSON.stringify(sesEvent('Delivery'))}\n`],
  ])('records %s before it answers', async (_, body) => {
    expect(await post(body)).toEqual({
      status: 200,
      body: {
        events: 1,
        recorded: 1,
        withoutDelivery: 0,
        others: 0,
        ignored: 0,
        suppressed: 0,
        queued: 0,
      },
    });
    expect(await stores.row()).toMatchObject({ state: 'accepted', deliveredAt: expect.any(String) });
  });

  it('says what is wrong and takes nothing when one of many is no event', async () => {
    const { status, body } = await post([sesEvent('Send'), { eventType: 'Send' }]);
    expect(status).toBe(400);
    expect(body['error']).toBe(
      'The body was refused: document 2 of 2 is no event of SES: a Send without its mail object. Nothing was recorded.',
    );
    expect(await stores.row()).toMatchObject({ state: 'claimed' });
  });

  it.each([['no json'], ['{"eventType":'], ['true']])('answers 400 to %s', async (body) => {
    expect((await post(body)).status).toBe(400);
  });

  it('keeps what a store fails on in the durable queue', async () => {
    const ledger = { ...stores.ledger, record: () => Promise.reject(new Error('busy')) };
    const { status, body } = await post([sesEvent('Send'), sesEvent('Delivery')], app({ ledger }));
    expect([status, body['queued'], body['recorded']]).toEqual([200, 2, 0]);
    expect(queue.receive().flatMap(({ message }) => message)).toEqual([
      sesEvent('Send'),
      sesEvent('Delivery'),
    ]);
  });

  it('keeps in the queue what it has no time for', async () => {
    const ledger = {
      ...stores.ledger,
      record: (...args: Parameters<typeof stores.ledger.record>) => {
        stores.clock.forward(4_000);
        return stores.ledger.record(...args);
      },
    };
    const events = Array.from({ length: 450 }, () => sesEvent('Send'));
    const { body } = await post(events, app({ ledger }));
    expect(body).toMatchObject({ events: 450, recorded: 200, queued: 250 });
    const messages = queue.receive().map(({ message }) => message.length);
    expect(messages).toEqual([100, 100, 50]);
  });

  it('does no work for events that it has recorded before, and still counts them', async () => {
    let writes = 0;
    const ledger = {
      ...stores.ledger,
      record: (...args: Parameters<typeof stores.ledger.record>) => {
        writes += 1;
        return stores.ledger.record(...args);
      },
    };
    const to = app({ ledger });
    const early = sesEvent('Send', { subscriberId: 'nobody' });
    await post([sesEvent('Send'), early], to);
    const again = await post([sesEvent('Send'), early, sesEvent('Delivery')], to);
    expect(again.body).toMatchObject({ events: 3, recorded: 2, withoutDelivery: 1 });
    expect(writes).toBe(4);
  });

  it('is for this machine only, and for POST only', async () => {
    const strange = { host: 'news.example.org' };
    expect((await app().request(posted(sesEvent('Send'), strange))).status).toBe(403);
    const foreign = { host: 'localhost:8025', origin: 'https://evil.example' };
    expect((await app().request(posted(sesEvent('Send'), foreign))).status).toBe(403);
    expect((await app().request('/dev/ses-events')).status).toBe(405);
    expect(await stores.row()).toMatchObject({ state: 'claimed' });
  });

  it('takes lists of tens of megabytes and refuses what SNS would never carry', async () => {
    const headers = [{ name: 'Subject', value: 'x'.repeat(100_000) }];
    const long = { ...sesEvent('Send'), mail: { ...sesEvent('Send').mail, headers } };
    const { status, body } = await post(Array.from({ length: 400 }, () => long));
    expect([status, body['events']]).toEqual([200, 400]);
    const endless = { ...long, mail: { ...long.mail, headers: [{ name: 'X', value: 'x'.repeat(600_000) }] } };
    expect((await post(endless)).status).toBe(400);
  });
});
