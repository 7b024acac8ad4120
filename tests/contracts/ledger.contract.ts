import { beforeEach, describe, expect, it } from 'vitest';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import type { ClaimRequest } from '../../lambdas/core/ports.ts';
import type { Stores } from '../support/stores.ts';
import { aClaim, all, aSubscriber, MINUTE } from './samples.ts';

/** What every ledger does, whatever it stands on; `open` gives stores that nobody has used. */
export function ledgerContract(engine: string, open: () => Promise<Stores>): void {
  let stores: Stores;
  const issueId = 'daily.2026-11-24T0700';
  const claim = (fields: Partial<ClaimRequest> = {}) =>
    stores.ledger.claim(aClaim(stores.clock.iso(), fields));
  const key = (attempt = 1, subscriberId = 'anna') => ({
    issueId,
    shard: shardOf(subscriberId),
    subscriberId,
    attempt,
  });
  /** Of a claim that was made at this instant. */
  const claimKey = (attempt = 1) => ({ ...key(attempt), claimedAt: stores.clock.iso() });
  const rows = () => all(stores.ledger.deliveries(issueId, shardOf('anna')));
  const accepted = { state: 'accepted', messageId: '0102-ses' } as const;
  const doubt = { state: 'uncertain', code: 'timeout', detail: 'no answer within 10 s' } as const;

  beforeEach(async () => {
    stores = await open();
    await stores.subscribers.add(aSubscriber());
  });

  describe(`the ledger on ${engine}`, () => {
    it('gives a delivery to the first who claims it', async () => {
      expect(await claim()).toEqual({ kind: 'claimed', attempt: 1 });
      expect(await rows()).toEqual([
        {
          issueId,
          subscriberId: 'anna',
          state: 'claimed',
          attempt: 1,
          messageIds: {},
          claimedAt: '2026-11-24T06:00:00.000Z',
          leaseUntil: '2026-11-24T06:01:00.000Z',
          at: '2026-11-24T06:00:00.000Z',
        },
      ]);
    });

    it('tells the second that it is taken, with the row as it stands', async () => {
      await claim();
      const [row] = await rows();
      expect(await claim()).toEqual({ kind: 'taken', delivery: row });
    });

    it('has one winner among fifty claims at the same time', async () => {
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => claim()));
      expect(outcomes.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === 'taken')).toHaveLength(49);
      expect(await rows()).toHaveLength(1);
    });

    it('keeps the deliveries of two issues apart', async () => {
      await claim();
      expect(await claim({ issueId: 'special' })).toEqual({ kind: 'claimed', attempt: 1 });
    });

    it('keeps issues apart whose names look like parts of a key', async () => {
      const shard = 3;
      await claim({ issueId: 'a', shard });
      expect(await claim({ issueId: 'a#03', shard })).toMatchObject({ kind: 'claimed' });
      expect(await all(stores.ledger.deliveries('a#03', shard))).toHaveLength(1);
      expect(await all(stores.ledger.deliveries('a', shard))).toHaveLength(1);
    });

    it('lets a guest have a test copy', async () => {
      await stores.subscribers.add(
        aSubscriber({ id: 'guest', state: 'guest', createdAt: stores.clock.iso() }),
      );
      expect(await claim({ subscriberId: 'guest' })).toEqual({ kind: 'claimed', attempt: 1 });
    });

    it.each([
      [
        'who unsubscribed since',
        async () => void (await stores.subscribers.unsubscribe('anna', 1, stores.clock.iso())),
      ],
      ['whom nobody knows', async () => ({ subscriberId: 'nobody' })],
      ['who was read with an older consent', async () => ({ consentVersion: 0 })],
    ])('refuses a claim for a reader %s', async (_, arrange) => {
      const fields = (await arrange()) ?? {};
      expect(await claim(fields)).toEqual({ kind: 'reader-moved' });
      expect(await rows()).toEqual([]);
    });

    it.each(['pending', 'suppressed'] as const)('refuses a claim for a %s reader', async (state) => {
      await stores.subscribers.add(aSubscriber({ id: 'ben', state }));
      expect(await claim({ subscriberId: 'ben' })).toEqual({ kind: 'reader-moved' });
    });

    it('says taken, not moved, of a mail that went out before its reader unsubscribed', async () => {
      await claim();
      await stores.ledger.settle(key(), accepted, stores.clock.iso());
      await stores.subscribers.unsubscribe('anna', 1, stores.clock.iso());
      expect(await claim()).toMatchObject({ kind: 'taken', delivery: { state: 'accepted' } });
    });

    it('writes down what SES said, once', async () => {
      await claim();
      stores.clock.forward(2_000);
      expect(await stores.ledger.settle(key(), accepted, stores.clock.iso())).toBe(true);
      const [row] = await rows();
      expect(row).toEqual({
        issueId,
        subscriberId: 'anna',
        attempt: 1,
        messageIds: { 1: '0102-ses' },
        claimedAt: '2026-11-24T06:00:00.000Z',
        leaseUntil: '2026-11-24T06:01:00.000Z',
        at: '2026-11-24T06:00:02.000Z',
        ...accepted,
      });
      const failed = { state: 'failed', code: 'late', detail: 'another story' } as const;
      expect(await stores.ledger.settle(key(), failed, stores.clock.iso())).toBe(false);
      expect(await rows()).toEqual([row]);
    });

    it('takes the same settlement twice as one', async () => {
      await claim();
      await stores.ledger.settle(key(), accepted, stores.clock.iso());
      expect(await stores.ledger.settle(key(), accepted, stores.clock.iso())).toBe(true);
      const other = { state: 'accepted', messageId: 'another' } as const;
      expect(await stores.ledger.settle(key(), other, stores.clock.iso())).toBe(false);
    });

    it('settles nothing that was never claimed', async () => {
      expect(await stores.ledger.settle(key(), accepted, stores.clock.iso())).toBe(false);
      expect(await rows()).toEqual([]);
    });

    it('never lets go of an accepted or failed delivery, however late it is', async () => {
      await claim();
      const failed = { state: 'failed', code: 'MessageRejected', detail: 'Illegal address' } as const;
      await stores.ledger.settle(key(), failed, stores.clock.iso());
      stores.clock.forward(60 * MINUTE);
      expect(await claim({ retryBefore: stores.clock.iso() })).toMatchObject({
        kind: 'taken',
        delivery: failed,
      });
    });

    it('gives a dead sender’s claim to another only when its lease ended before retryBefore', async () => {
      await claim();
      expect(await claim({ retryBefore: '2026-11-24T06:01:00.000Z' })).toMatchObject({ kind: 'taken' });
      expect(await claim({ retryBefore: '2026-11-24T06:01:00.001Z' })).toEqual({
        kind: 'claimed',
        attempt: 2,
      });
      expect(await rows()).toMatchObject([{ state: 'claimed', attempt: 2, code: 'lease-ended' }]);
    });

    it('gives an uncertain delivery to another only when its doubt is older than retryBefore', async () => {
      await claim();
      await stores.ledger.settle(key(), doubt, '2026-11-24T06:00:10.000Z');
      expect(await claim({ retryBefore: '2026-11-24T06:00:10.000Z' })).toMatchObject({
        kind: 'taken',
        delivery: doubt,
      });
      expect(await claim({ retryBefore: '2026-11-24T06:00:10.001Z' })).toEqual({
        kind: 'claimed',
        attempt: 2,
      });
    });

    it('has one winner among twenty who retry an uncertain delivery', async () => {
      await claim();
      await stores.ledger.settle(key(), doubt, stores.clock.iso());
      stores.clock.forward(MINUTE);
      const retryBefore = stores.clock.iso();
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => claim({ retryBefore })));
      expect(outcomes.filter(({ kind }) => kind === 'claimed')).toEqual([{ kind: 'claimed', attempt: 2 }]);
    });

    it('does not retry an uncertain delivery for a reader who unsubscribed since', async () => {
      await claim();
      await stores.ledger.settle(key(), doubt, stores.clock.iso());
      await stores.subscribers.unsubscribe('anna', 1, stores.clock.iso());
      stores.clock.forward(MINUTE);
      expect(await claim({ retryBefore: stores.clock.iso() })).toEqual({ kind: 'reader-moved' });
    });

    it('refuses to settle or release an attempt that another has followed', async () => {
      await claim();
      await claim({ retryBefore: '2026-11-25T00:00:00.000Z' });
      expect(await stores.ledger.settle(key(1), accepted, stores.clock.iso())).toBe(false);
      expect(await stores.ledger.release(claimKey(1), stores.clock.iso())).toBe(false);
      expect(await rows()).toMatchObject([{ state: 'claimed', attempt: 2 }]);
    });

    it('clears up a doubt about the same attempt', async () => {
      await claim();
      await stores.ledger.settle(key(), doubt, stores.clock.iso());
      expect(await stores.ledger.settle(key(), accepted, stores.clock.iso())).toBe(true);
      const [row] = await rows();
      expect(row).toMatchObject(accepted);
      expect(row).not.toHaveProperty('code');
    });

    it('answers yes to the first caller of a key only', async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => stores.ledger.once('empty-slot/daily', stores.clock.iso())),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await stores.ledger.once('another', stores.clock.iso())).toBe(true);
    });

    it('never tries a doubt again for a message that says nothing of it', async () => {
      await claim();
      await stores.ledger.settle(key(), doubt, stores.clock.iso());
      stores.clock.forward(60 * MINUTE);
      const { retryBefore: _, ...plain } = aClaim(stores.clock.iso());
      expect(await stores.ledger.claim(plain)).toMatchObject({ kind: 'taken', delivery: doubt });
    });

    it('writes down why somebody gets no mail, where there is no row', async () => {
      const out = () => stores.ledger.exclude(key(), 'unsubscribed', 'left at noon', stores.clock.iso());
      expect(await out()).toBe(true);
      expect(await out()).toBe(false);
      expect(await rows()).toEqual([
        {
          issueId,
          subscriberId: 'anna',
          state: 'excluded',
          attempt: 0,
          messageIds: {},
          code: 'unsubscribed',
          detail: 'left at noon',
          at: stores.clock.iso(),
        },
      ]);
      expect(await claim()).toMatchObject({ kind: 'taken', delivery: { state: 'excluded' } });
    });

    it('reads one row', async () => {
      expect(await stores.ledger.delivery(key())).toBeUndefined();
      await claim();
      expect([await stores.ledger.delivery(key())]).toEqual(await rows());
    });

    it('sums an issue’s counters', async () => {
      expect(await stores.ledger.counters('a#1')).toEqual({});
      await Promise.all([1, 2, 3].map((n) => stores.ledger.count('a#1', { bounced: n, delivered: 1 })));
      await stores.ledger.count('another', { bounced: 7 });
      expect(await stores.ledger.counters('a#1')).toEqual({ bounced: 6, delivered: 3 });
    });

    it('lists the part of a shard between two ids', async () => {
      for (const id of ['a', 'b', 'c', 'd']) {
        await stores.subscribers.add(aSubscriber({ id }));
        await claim({ subscriberId: id, shard: 2 });
      }
      const part = await all(stores.ledger.deliveries(issueId, 2, { from: 'b', to: 'c' }));
      expect(part.map(({ subscriberId }) => subscriberId)).toEqual(['b', 'c']);
    });

    it('lists a shard in order of subscriber id, past the first page', async () => {
      const detail = 'x'.repeat(30_000);
      const ids = Array.from({ length: 50 }, (_, n) => `r${String(n).padStart(3, '0')}`);
      for (const id of ids.toReversed()) {
        await stores.subscribers.add(aSubscriber({ id }));
        await claim({ subscriberId: id, shard: 5 });
        const settlement = { state: 'failed', code: 'long', detail } as const;
        await stores.ledger.settle({ ...key(1, id), shard: 5 }, settlement, stores.clock.iso());
      }
      const listed = await all(stores.ledger.deliveries(issueId, 5));
      expect(listed.map(({ subscriberId }) => subscriberId)).toEqual(ids);
    });
  });
}
