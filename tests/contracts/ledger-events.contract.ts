import { beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryFacts } from '../../lambdas/core/delivery/delivery.ts';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import type { ClaimRequest } from '../../lambdas/core/ports.ts';
import type { Stores } from '../support/stores.ts';
import { aClaim, all, aSubscriber, MINUTE } from './samples.ts';

/** How every ledger takes in what SES reports afterwards; `open` gives stores that nobody has used. */
export function ledgerEventsContract(engine: string, open: () => Promise<Stores>): void {
  let stores: Stores;
  const issueId = 'daily.2026-11-24T0700';
  const claim = (fields: Partial<ClaimRequest> = {}) =>
    stores.ledger.claim(aClaim(stores.clock.iso(), fields));
  const key = (attempt = 1) => ({ issueId, shard: shardOf('anna'), subscriberId: 'anna', attempt });
  const rows = () => all(stores.ledger.deliveries(issueId, shardOf('anna')));
  const doubt = { state: 'uncertain', code: 'timeout', detail: 'no answer within 10 s' } as const;

  beforeEach(async () => {
    stores = await open();
    await stores.subscribers.add(aSubscriber());
  });

  describe(`an event of SES, on ${engine}`, () => {
    const sent = { sentAt: '2026-11-24T06:00:01.000Z' };
    const seen = (attempt: number, facts: DeliveryFacts = sent) =>
      stores.ledger.record(key(), { attempt, messageId: `ses-${attempt}`, facts }, stores.clock.iso());

    it('about a delivery that nobody claimed is told apart', async () => {
      expect(await seen(1)).toEqual({ kind: 'no-row' });
      expect(await rows()).toEqual([]);
    });

    it('sets each fact once, and names those that are new', async () => {
      await claim();
      await stores.ledger.settle(key(), { state: 'accepted', messageId: 'ses-1' }, stores.clock.iso());
      const bounce = { at: stores.clock.iso(), type: 'permanent', subType: 'General' } as const;
      expect(await seen(1)).toMatchObject({ kind: 'recorded', fresh: ['sentAt'] });
      expect(await seen(1, { sentAt: '2027-01-01T00:00:00.000Z', bounce })).toMatchObject({
        fresh: ['bounce'],
        delivery: { ...sent, bounce, state: 'accepted' },
      });
      expect(await seen(1)).toMatchObject({ fresh: [] });
      expect(await rows()).toMatchObject([{ ...sent, bounce, messageIds: { 1: 'ses-1' } }]);
    });

    it('that comes before our own write settles the claim, and the write finds it done', async () => {
      await claim();
      expect(await seen(1)).toMatchObject({ delivery: { state: 'accepted', messageId: 'ses-1' } });
      const own = { state: 'accepted', messageId: 'ses-1' } as const;
      expect(await stores.ledger.settle(key(), own, stores.clock.iso())).toBe(true);
      expect(await stores.ledger.settle(key(), doubt, stores.clock.iso())).toBe(false);
      expect(await rows()).toMatchObject([{ state: 'accepted', ...sent }]);
    });

    it('clears up a doubt, which is then not tried again', async () => {
      await claim();
      await stores.ledger.settle(key(), doubt, stores.clock.iso());
      await seen(1);
      const [row] = await rows();
      expect(row).toMatchObject({ state: 'accepted', messageId: 'ses-1' });
      expect(row).not.toHaveProperty('detail');
      stores.clock.forward(60 * MINUTE);
      expect(await claim({ retryBefore: stores.clock.iso() })).toMatchObject({ kind: 'taken' });
    });

    it('disproves a failure of which nobody knew anything, and no other', async () => {
      await claim();
      const unknown = { state: 'failed', code: 'unknown', detail: 'no answer, no event' } as const;
      await stores.ledger.settle(key(), unknown, stores.clock.iso());
      expect(await seen(1)).toMatchObject({ delivery: { state: 'accepted' } });
      await claim({ issueId: 'other' });
      const refused = { state: 'failed', code: 'MessageRejected', detail: 'no' } as const;
      await stores.ledger.settle({ ...key(), issueId: 'other' }, refused, stores.clock.iso());
      const late = { attempt: 1, messageId: 'x', facts: sent };
      await stores.ledger.record({ ...key(), issueId: 'other' }, late, stores.clock.iso());
      expect(await all(stores.ledger.deliveries('other', shardOf('anna')))).toMatchObject([refused]);
    });

    it.each([
      [
        'is taken back',
        1,
        () => stores.ledger.release({ ...key(2), claimedAt: stores.clock.iso() }, stores.clock.iso()),
      ],
      ['stays unanswered', 2, () => stores.ledger.settle(key(2), doubt, stores.clock.iso())],
    ])('about the attempt before stands when the later one %s', async (_, attempt, end) => {
      await claim();
      await claim({ retryBefore: '2026-11-25T00:00:00.000Z' });
      expect(await seen(1)).toMatchObject({ delivery: { state: 'claimed', attempt: 2 } });
      expect(await end()).toBe(true);
      expect(await rows()).toMatchObject([{ state: 'accepted', attempt, messageIds: { 1: 'ses-1' } }]);
    });

    it.each(['accepted', 'claimed'] as const)(
      'of a permanent bounce takes the place of another, and never the other way round (%s)',
      async (state) => {
        await claim();
        const own = { state: 'accepted', messageId: 'ses-1' } as const;
        if (state === 'accepted') await stores.ledger.settle(key(), own, stores.clock.iso());
        const soft = { at: '2026-11-24T06:00:01.000Z', type: 'transient', subType: 'General' } as const;
        const hard = { at: '2026-11-24T06:00:02.000Z', type: 'permanent', subType: 'NoEmail' } as const;
        expect(await seen(1, { bounce: soft })).toMatchObject({ fresh: ['bounce'] });
        expect(await seen(1, { bounce: hard })).toMatchObject({
          fresh: ['bounce'],
          delivery: { bounce: hard },
        });
        expect(await seen(1, { bounce: hard })).toMatchObject({ fresh: [] });
        expect(await seen(1, { bounce: soft })).toMatchObject({ fresh: [], delivery: { bounce: hard } });
        expect(await rows()).toMatchObject([{ state: 'accepted', bounce: hard }]);
      },
    );

    it('shows a doubled mail by its two message ids', async () => {
      await claim();
      await claim({ retryBefore: '2026-11-25T00:00:00.000Z' });
      const second = { state: 'accepted', messageId: 'ses-2' } as const;
      await stores.ledger.settle(key(2), second, stores.clock.iso());
      await seen(1);
      expect(await rows()).toMatchObject([
        { state: 'accepted', messageId: 'ses-2', messageIds: { 1: 'ses-1', 2: 'ses-2' } },
      ]);
    });

    it('proves that events arrive, by the latest mail that one came of', async () => {
      expect(await stores.ledger.lastFeedback()).toBeUndefined();
      await stores.ledger.feedbackSeen('2026-11-24T06:00:02.000Z');
      await stores.ledger.feedbackSeen('2026-11-24T06:00:01.000Z');
      await stores.ledger.feedbackSeen('2026-11-24T06:00:02.000Z');
      expect(await stores.ledger.lastFeedback()).toBe('2026-11-24T06:00:02.000Z');
      await stores.ledger.feedbackSeen('2026-11-24T06:00:03.000Z');
      expect(await stores.ledger.lastFeedback()).toBe('2026-11-24T06:00:03.000Z');
    });
  });
}
