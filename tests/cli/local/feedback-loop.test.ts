import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFeedbackLoop } from '../../../cli/local/feedback-loop.ts';
import { type FeedbackMessage, queueFeedback } from '../../../cli/local/feedback-queue.ts';
import { type LocalQueue, openQueue } from '../../../cli/local/queue.ts';
import type { SesEvent } from '../../../cli/local/ses/events.ts';
import { type OutboxStore, openOutbox } from '../../../cli/local/ses/store.ts';
import { type FeedbackStores, feedbackStores } from '../../support/feedback.ts';
import { type About, type EventName, sesEvent } from '../../support/ses-events.ts';
import { testDirectories } from './test-directory.ts';
import { type WaitingClock, waitingClock } from './waiting-clock.ts';

const directories = testDirectories();
let stores: FeedbackStores;
let clock: WaitingClock;
let outbox: OutboxStore;
let feedbackQueue: LocalQueue<FeedbackMessage>;
let file: string;
const always = () => true;

beforeEach(async () => {
  clock = waitingClock();
  file = `${directories.make()}/outbox.db`;
  outbox = openOutbox(file);
  feedbackQueue = openQueue(`${directories.make()}/queues.db`, 'feedback', {
    visibilitySeconds: 30,
    maxReceives: 5,
    clock,
  });
  stores = feedbackStores();
  for (const id of ['ada', 'ben']) {
    await stores.addReader({ id });
    await stores.deliver('claimed', id);
  }
});
afterEach(() => {
  outbox.close();
  feedbackQueue.close();
  directories.remove();
});

const open = (changes: Partial<FeedbackStores> = {}) =>
  openFeedbackLoop({ ...stores, ...changes, clock, feedbackQueue, state: { outbox: file } }, () => undefined);

/** A mail that the local SES took, and what it said of it. */
function emit(names: readonly EventName[], about: About) {
  const messageId = `0100-${about.subscriberId}`;
  const mail = {
    messageId,
    at: stores.clock.iso(),
    source: 'wire@example.org',
    sender: 'Wire',
    subject: 's',
  };
  const events = names.map((name) => sesEvent(name, { ...about, messageId }) as unknown as SesEvent);
  const rest = { destinations: ['x@example.org'], recipientsFrom: 'destinations', tags: {} } as const;
  outbox.accept({ ...mail, ...rest, configurationSet: 'news', raw: new Uint8Array() }, events, 1, 100);
}
const state = async (id: string) => (await stores.row(id))?.state;

describe('the way from the local SES to the ledger', () => {
  it('takes in what was told before the last process died, wherever it got to', async () => {
    emit(['Send', 'Delivery'], { subscriberId: 'ada' });
    await queueFeedback(feedbackQueue, [sesEvent('Send', { subscriberId: 'ben' })]);
    feedbackQueue.receive();
    feedbackQueue.freeHeld();
    const loop = open();
    await loop.catchUp(always);
    loop.close();
    expect([await state('ada'), await state('ben')]).toEqual(['accepted', 'accepted']);
    expect(feedbackQueue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0, dead: 0 });
  });

  it('records what is emitted while it runs', async () => {
    const stop = new AbortController();
    const loop = open();
    const running = loop.run(stop.signal);
    await clock.untilAsleep(2);
    emit(['Send', 'Permanent'], { subscriberId: 'ada' });
    clock.forward(1_000);
    await clock.untilAsleep(2);
    stop.abort();
    await running;
    loop.close();
    expect(await state('ada')).toBe('accepted');
    expect(await stores.stateOf('ada')).toBe('suppressed');
  });

  it('keeps an event that could not be recorded until it can be', async () => {
    emit(['Send'], { subscriberId: 'ada' });
    const broken = open({
      ledger: { ...stores.ledger, record: () => Promise.reject(new Error('the table is away')) },
    });
    await broken.catchUp(always);
    broken.close();
    expect(await state('ada')).toBe('claimed');
    clock.forward(30_000);
    const loop = open();
    await loop.catchUp(always);
    loop.close();
    expect(await state('ada')).toBe('accepted');
  });

  it('has heard everything only when nothing waits, be it in the outbox or on the queue', async () => {
    const loop = open();
    const opened = clock.now().toISOString();
    const later = () => {
      clock.forward(60_000);
      return clock.now().toISOString();
    };
    later();
    expect(loop.heardSince()).toBe(opened);
    emit(['Send'], { subscriberId: 'ada' });
    const waiting = later();
    expect(loop.heardSince()).toBe(waiting);
    await loop.catchUp(always);
    later();
    expect(loop.heardSince()).toBe(waiting);
    await queueFeedback(feedbackQueue, [sesEvent('Send', { subscriberId: 'ben' })]);
    feedbackQueue.receive();
    const held = later();
    expect(loop.heardSince()).toBe(held);
    loop.close();
  });

  it('stops between two batches when there is no more time, and loses nothing by it', async () => {
    emit(['Send'], { subscriberId: 'ada' });
    const loop = open();
    await loop.catchUp(() => false);
    expect(await state('ada')).toBe('claimed');
    await loop.catchUp(always);
    loop.close();
    expect(await state('ada')).toBe('accepted');
  });
});

describe('documents on the queue', () => {
  const sizes = async (documents: readonly unknown[]) => {
    await queueFeedback(feedbackQueue, documents);
    return feedbackQueue.receive().map(({ message }) => message.length);
  };

  it('share messages, a hundred in one', async () => {
    expect(await sizes(Array.from({ length: 250 }, (_, index) => ({ index })))).toEqual([100, 100, 50]);
  });

  it('share fewer when they are long', async () => {
    expect(await sizes(Array.from({ length: 5 }, () => ({ text: 'x'.repeat(100_000) })))).toEqual([2, 2, 1]);
  });

  it('are none for an empty list', async () => {
    expect(await sizes([])).toEqual([]);
  });
});
