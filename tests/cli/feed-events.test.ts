import { beforeEach, describe, expect, it } from 'vitest';
import { feedEvents, type ReadDocuments, readEventDocuments } from '../../cli/feed-events.ts';
import golden from '../golden/ses-events.json' with { type: 'json' };
import { type FeedbackStores, feedbackStores } from '../support/feedback.ts';
import { inSns, sesEvent } from '../support/ses-events.ts';

const documentsOf = (read: ReadDocuments) => {
  if (!read.ok) throw new Error(read.fault);
  return read.documents;
};
const lines = (...documents: unknown[]) => documents.map((each) => `${JSON.stringify(each)}\n`).join('');

describe('events as text', () => {
  const [send, delivery] = [sesEvent('Send'), sesEvent('Delivery')];

  it.each([
    ['one document', JSON.stringify(send, null, 2), 1],
    ['an SNS message', JSON.stringify(inSns(send)), 1],
    ['a list', JSON.stringify([send, inSns(delivery)]), 2],
    ['JSON lines', lines(send, inSns(delivery), golden.open), 3],
    [
      'lines with a byte order mark, carriage returns and gaps',
      `\uFEFF${lines(send)}\r\n\n${lines(send)}`,
      2,
    ],
    ['an empty list', '[]', 0],
    ['nothing', '', 0],
  ])('may be %s', (_, text, count) => {
    expect(documentsOf(readEventDocuments(text))).toHaveLength(count);
  });

  it.each([
    ['{"eventType"', 'it is not JSON'],
    [`${lines(send)}{"eventType"\n`, 'line 2 is not JSON'],
    ['{"a":1}', 'it is no event of SES: it has neither eventType nor notificationType'],
    [
      JSON.stringify([send, delivery, { eventType: 'Bounce', mail: 'ada@example.org' }]),
      'document 3 of 3 is no event of SES: a Bounce without its mail object',
    ],
    ['17', 'it is no event of SES: it is not a JSON object'],
  ])('that is %j says so', (text, fault) => {
    expect(readEventDocuments(text)).toEqual({ ok: false, fault });
  });
});

describe('handing in events', () => {
  let stores: FeedbackStores;
  const readers = Array.from({ length: 300 }, (_, index) => `reader-${index}`);

  beforeEach(async () => {
    stores = feedbackStores();
    for (const id of readers) {
      await stores.addReader({ id });
      await stores.deliver('claimed', id);
    }
  });
  const all = (text: string) => documentsOf(readEventDocuments(text));
  const sends = () => all(lines(...readers.map((subscriberId) => sesEvent('Send', { subscriberId }))));
  const deps = (changes: Partial<FeedbackStores> = {}) => ({
    ...stores,
    ...changes,
    report: () => undefined,
  });

  it('records them all, in batches, and says what became of them', async () => {
    const more = all(
      lines(
        golden.open,
        sesEvent('Send', { subscriberId: 'nobody' }),
        sesEvent('Complaint', { tags: {}, email: 'reader-7@example.org' }),
      ),
    );
    const { fed, left, done } = await feedEvents(deps(), [...sends(), ...more]);
    expect(fed).toEqual({
      events: 303,
      recorded: 300,
      withoutDelivery: 1,
      others: 1,
      ignored: 1,
      suppressed: 1,
    });
    expect([left.length, done.length]).toEqual([0, 302]);
    expect(await stores.row('reader-299')).toMatchObject({ state: 'accepted' });
    expect(await stores.ledger.lastFeedback()).toBe('2026-11-24T06:00:00.000Z');
  });

  it('stops between two batches when there is no more time, and says what is left', async () => {
    let looks = 0;
    const { fed, left } = await feedEvents(deps(), sends(), () => {
      looks += 1;
      return looks < 2;
    });
    expect(fed).toMatchObject({ events: 300, recorded: 200 });
    expect(left).toHaveLength(100);
    expect(await stores.ledger.lastFeedback()).toBeUndefined();
  });

  it('leaves over the one document that a store failed on', async () => {
    const ledger = {
      ...stores.ledger,
      record: (...args: Parameters<typeof stores.ledger.record>) =>
        args[0].subscriberId === 'reader-5'
          ? Promise.reject(new Error('busy'))
          : stores.ledger.record(...args),
    };
    const { left, done } = await feedEvents(deps({ ledger }), sends());
    expect(left.map(({ events }) => events[0]?.tags.delivery)).toEqual(['reader-5']);
    expect(done).toHaveLength(299);
  });
});
