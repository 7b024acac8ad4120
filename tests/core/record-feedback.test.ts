import { beforeEach, describe, expect, it } from 'vitest';
import { type FeedbackStores, feedbackStores } from '../support/feedback.ts';
import { type About, type EventName, sesEvent } from '../support/ses-events.ts';

let stores: FeedbackStores;

beforeEach(() => {
  stores = feedbackStores();
});

describe('an event about a delivery', () => {
  beforeEach(async () => {
    await stores.addReader();
    await stores.deliver();
  });

  it.each<[EventName, Record<string, unknown>]>([
    ['Send', { sentAt: '2026-11-24T06:00:00.000Z' }],
    ['Delivery', { deliveredAt: '2026-11-24T06:00:05.000Z' }],
    ['DeliveryDelay', { delayedAt: '2026-11-24T06:00:05.000Z' }],
    ['Reject', { rejectedAt: '2026-11-24T06:00:00.000Z' }],
    ['Transient', { bounce: { at: '2026-11-24T06:00:05.000Z', type: 'transient', subType: 'General' } }],
    [
      'Undetermined',
      { bounce: { at: '2026-11-24T06:00:05.000Z', type: 'undetermined', subType: 'General' } },
    ],
  ])('%s is noted in its row and moves nobody off the list', async (name, facts) => {
    const result = await stores.feed([sesEvent(name, { at: '2026-11-24T06:00:05.000Z' })]);
    expect(result).toEqual({ recorded: 1, withoutDelivery: [], others: 0, suppressed: 0, failed: [] });
    expect(await stores.row()).toMatchObject({ state: 'accepted', ...facts });
    expect(await stores.stateOf()).toBe('active');
  });

  it.each<[EventName, string]>([
    ['Permanent', 'bounce'],
    ['Complaint', 'complaint'],
  ])('%s is noted, and its reader gets no more mail', async (name, reason) => {
    expect(await stores.feed([sesEvent(name)])).toMatchObject({ recorded: 1, suppressed: 1 });
    expect(await stores.stateOf()).toBe('suppressed');
    expect(stores.reports).toContainEqual({ code: 'reader-suppressed', subscriber: 'ada', reason });
    expect(await stores.feed([sesEvent(name)])).toMatchObject({ recorded: 1, suppressed: 0 });
  });

  it('reaches the ledger once for all events of a batch', async () => {
    const calls: unknown[] = [];
    const ledger = {
      ...stores.ledger,
      record: (...args: Parameters<typeof stores.ledger.record>) => {
        calls.push(args);
        return stores.ledger.record(...args);
      },
    };
    const events = (['Delivery', 'Send', 'Send', 'DeliveryDelay'] as const).map((name) => sesEvent(name));
    expect(await stores.feed(events, { ledger })).toMatchObject({ recorded: 4 });
    expect(calls).toHaveLength(1);
    expect(await stores.row()).toMatchObject({ sentAt: expect.any(String), deliveredAt: expect.any(String) });
  });

  it('of a second mail that SES took shows that it is doubled', async () => {
    await stores.feed([sesEvent('Send'), sesEvent('Send', { attempt: 2, messageId: 'another' })]);
    expect((await stores.row())?.messageIds).toEqual({ 1: '0102-ses', 2: 'another' });
  });

  it('is counted for display when it is news', async () => {
    await stores.feed([sesEvent('Send'), sesEvent('Delivery'), sesEvent('Delivery')]);
    await stores.feed([sesEvent('Delivery'), sesEvent('Transient'), sesEvent('Complaint')]);
    await stores.feed([sesEvent('Permanent')]);
    expect(await stores.ledger.counters('extra')).toEqual({
      sent: 1,
      delivered: 1,
      softBounced: 1,
      complained: 1,
      bounced: 1,
    });
  });

  it('of a worse bounce takes the place of an answering machine’s', async () => {
    await stores.feed([sesEvent('Transient')]);
    await stores.feed([sesEvent('Permanent')]);
    await stores.feed([sesEvent('Transient')]);
    expect((await stores.row())?.bounce).toMatchObject({ type: 'permanent' });
  });
});

describe('an event', () => {
  it.each([
    ['the sender has not written down its answer yet', 'claimed'],
    ['the answer of SES was lost', { state: 'uncertain', code: 'timeout', detail: 'no answer' }],
  ] as const)('settles the delivery when %s', async (_, settlement) => {
    await stores.addReader();
    await stores.deliver(settlement);
    await stores.feed([sesEvent('Delivery')]);
    expect(await stores.row()).toMatchObject({ state: 'accepted', messageId: '0102-ses' });
  });

  it('of a delivery that is not there is told and no fault; a complaint counts all the same', async () => {
    await stores.addReader();
    const result = await stores.feed([
      sesEvent('Send'),
      sesEvent('Complaint'),
      sesEvent('Send', { issueId: 'old' }),
    ]);
    expect(result).toMatchObject({ recorded: 0, suppressed: 1, failed: [] });
    expect(result.withoutDelivery).toHaveLength(3);
    expect(stores.codes().filter((code) => code === 'feedback-without-delivery')).toHaveLength(2);
    expect(await stores.stateOf()).toBe('suppressed');
    expect(await stores.row()).toBeUndefined();
  });

  it('of a reader whom nobody knows is no fault', async () => {
    expect(await stores.feed([sesEvent('Permanent')])).toMatchObject({ suppressed: 0, failed: [] });
  });

  it('of an address that the reader has left says nothing about the new one, unless it is a complaint', async () => {
    await stores.addReader({ email: 'new@example.org' });
    await stores.deliver();
    expect(await stores.feed([sesEvent('Permanent')])).toMatchObject({ recorded: 1, suppressed: 0 });
    expect(await stores.stateOf()).toBe('active');
    expect(stores.codes()).toEqual(['bounce-of-former-address']);
    await stores.feed([sesEvent('Complaint')]);
    expect(await stores.stateOf()).toBe('suppressed');
  });

  it('finds the address in whatever case it comes back', async () => {
    await stores.addReader();
    await stores.deliver();
    await stores.feed([sesEvent('Permanent', { email: 'ADA@Example.org' })]);
    expect(await stores.stateOf()).toBe('suppressed');
  });
});

describe('an event of a mail that belongs to no issue', () => {
  const notice: About = { tags: { kind: ['notice'] }, email: 'ada@example.org' };

  it.each<[EventName, string]>([
    ['Send', 'active'],
    ['Delivery', 'active'],
    ['Transient', 'active'],
    ['Permanent', 'suppressed'],
    ['Complaint', 'suppressed'],
  ])('%s leaves a reader of that address %s', async (name, state) => {
    await stores.addReader();
    expect(await stores.feed([sesEvent(name, notice)])).toMatchObject({ recorded: 0, others: 1, failed: [] });
    expect(await stores.stateOf()).toBe(state);
  });

  it('counts a reader once, however often they complain at the same time', async () => {
    await stores.addReader();
    const complaint = sesEvent('Complaint', notice);
    expect(await stores.feed([complaint, complaint, complaint])).toMatchObject({ others: 3, suppressed: 1 });
  });

  it('is no fault when nobody has the address', async () => {
    expect(await stores.feed([sesEvent('Permanent', notice)])).toMatchObject({ suppressed: 0, failed: [] });
  });

  it('suppresses each of several recipients that bounced', async () => {
    await stores.addReader();
    await stores.addReader({ id: 'ben' });
    await stores.addReader({ id: 'eve' });
    const people = ['ada', 'ben'].map((id) => ({ emailAddress: `${id}@example.org` }));
    const { mail, bounce } = sesEvent('Permanent', notice) as unknown as Record<string, object>;
    const notification = {
      notificationType: 'Bounce',
      bounce: { ...bounce, bouncedRecipients: people },
      mail: { ...mail, tags: undefined },
    };
    expect(await stores.feed([notification])).toMatchObject({ others: 1, suppressed: 2 });
    expect(await Promise.all(['ada', 'ben', 'eve'].map((id) => stores.stateOf(id)))).toEqual([
      'suppressed',
      'suppressed',
      'active',
    ]);
  });
});
