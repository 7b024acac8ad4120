import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { aSubscriber } from '../contracts/samples.ts';
import { type FeedbackStores, feedbackStores } from '../support/feedback.ts';
import { type EventName, sesEvent } from '../support/ses-events.ts';

let stores: FeedbackStores;

beforeEach(() => {
  stores = feedbackStores();
});

describe('a batch', () => {
  beforeEach(async () => {
    for (const id of ['ada', 'ben']) {
      await stores.addReader({ id });
      await stores.deliver(undefined, id);
    }
  });

  it('gives back the events of the one delivery that a store failed on', async () => {
    const ledger = {
      ...stores.ledger,
      record: (...args: Parameters<typeof stores.ledger.record>) =>
        args[0].subscriberId === 'ben'
          ? Promise.reject(new Error('the table is busy with ben@example.org'))
          : stores.ledger.record(...args),
    };
    const events = ['ada', 'ben'].flatMap((subscriberId) => [
      sesEvent('Send', { subscriberId }),
      sesEvent('Delivery', { subscriberId }),
    ]);
    const result = await stores.feed(events, { ledger });
    expect(result.recorded).toBe(2);
    expect(result.failed.map(({ tags }) => tags.delivery)).toEqual(['ben', 'ben']);
    expect(await stores.row('ada')).toHaveProperty('deliveredAt');
    expect(stores.codes()).toEqual(['feedback-failed']);
  });

  it('gives an event back when only the suppression failed, and doing it again is enough', async () => {
    const subscribers = { ...stores.subscribers, suppress: () => Promise.reject(new Error('busy')) };
    expect((await stores.feed([sesEvent('Permanent')], { subscribers })).failed).toHaveLength(1);
    expect(await stores.feed([sesEvent('Permanent')])).toMatchObject({ suppressed: 1, failed: [] });
  });

  it('is done although counters cannot be written, which are for display', async () => {
    const ledger = { ...stores.ledger, count: () => Promise.reject(new Error('busy')) };
    expect((await stores.feed([sesEvent('Send')], { ledger })).failed).toEqual([]);
    expect(stores.codes()).toEqual(['feedback-counters-failed']);
  });

  it('says in its line what was new, for the dashboard to count: an event that comes twice counts once', async () => {
    const events = [
      sesEvent('Delivery'),
      sesEvent('Delivery'),
      sesEvent('Complaint', { subscriberId: 'ben' }),
    ];
    await stores.feed(events);
    await stores.feed(events);
    const lines = stores.reports.filter(({ code }) => code === 'feedback-recorded');
    expect(lines).toMatchObject([{ delivered: 1, complained: 1 }, {}]);
    expect(lines[1]).not.toHaveProperty('delivered');
  });

  it('of nothing changes nothing', async () => {
    expect(await stores.feed([])).toMatchObject({ recorded: 0, failed: [] });
  });

  it('leaves no address in any report', async () => {
    const quiet = { ...stores.subscribers, get: async () => aSubscriber({ email: 'new@example.net' }) };
    await stores.feed([sesEvent('Permanent'), sesEvent('Complaint', { subscriberId: 'ben' })], {
      subscribers: quiet,
    });
    await stores.feed([sesEvent('Permanent', { tags: {} }), sesEvent('Send', { subscriberId: 'nobody' })]);
    expect(stores.codes().length).toBeGreaterThan(2);
    expect(JSON.stringify(stores.reports)).not.toContain('@');
  });
});

describe('any order, any repetition, any batches', () => {
  const readers = ['ada', 'ben', 'eve'];
  const names: readonly EventName[] = [
    'Send',
    'Delivery',
    'Permanent',
    'Transient',
    'Complaint',
    'Reject',
    'DeliveryDelay',
  ];
  const story = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...names),
      subscriberId: fc.constantFrom(...readers),
      attempt: fc.constantFrom(1, 2),
    }),
    { minLength: 1, maxLength: 8, selector: (each) => JSON.stringify(each) },
  );
  const schedule = story.chain((events) =>
    fc.tuple(
      fc.constant(events),
      fc.shuffledSubarray([...events, ...events], { minLength: events.length }),
      fc.integer({ min: 1, max: 5 }),
    ),
  );

  async function endOf(batches: readonly (readonly unknown[])[]) {
    stores = feedbackStores();
    for (const id of readers) {
      await stores.addReader({ id });
      await stores.deliver(id === 'ben' ? 'claimed' : undefined, id);
    }
    for (const batch of batches) await stores.feed(batch);
    const rows = await Promise.all(readers.map((id) => stores.row(id)));
    return { rows, states: await Promise.all(readers.map((id) => stores.stateOf(id))) };
  }

  it('ends in the same rows and the same list', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async ([events, shuffled, size]) => {
        const missing = events.filter((each) => !shuffled.includes(each));
        const documents = [...shuffled, ...missing].map(({ name, subscriberId, attempt }) =>
          sesEvent(name, { subscriberId, attempt, messageId: `message-${attempt}` }),
        );
        const batches = Array.from({ length: Math.ceil(documents.length / size) }, (_, index) =>
          documents.slice(index * size, (index + 1) * size),
        );
        const inOrder = events.map(({ name, subscriberId, attempt }) =>
          sesEvent(name, { subscriberId, attempt, messageId: `message-${attempt}` }),
        );
        const [one, other] = [await endOf(batches), await endOf([inOrder])];
        expect(one.states).toEqual(other.states);
        expect(one.rows.map(withoutFirst)).toEqual(other.rows.map(withoutFirst));
      }),
      { numRuns: 150 },
    );
  });
});

/** Which of two mails was known first is the one thing that the order decides. */
function withoutFirst<Row extends object | undefined>(delivery: Row) {
  const { messageId: _, ...rest } = { ...delivery } as Record<string, unknown>;
  return rest;
}
