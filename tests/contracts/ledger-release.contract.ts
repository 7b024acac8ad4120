import { beforeEach, describe, expect, it } from 'vitest';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import type { ClaimRequest } from '../../lambdas/core/ports.ts';
import type { Stores } from '../support/stores.ts';
import { aClaim, all, aSubscriber, MINUTE } from './samples.ts';

/** How every ledger takes a claim back whose call was never made. */
export function ledgerReleaseContract(engine: string, open: () => Promise<Stores>): void {
  let stores: Stores;
  const issueId = 'daily.2026-11-24T0700';
  const claim = (fields: Partial<ClaimRequest> = {}) =>
    stores.ledger.claim(aClaim(stores.clock.iso(), fields));
  const key = (attempt = 1) => ({ issueId, shard: shardOf('anna'), subscriberId: 'anna', attempt });
  /** Of a claim that was made at this instant. */
  const claimKey = (attempt = 1) => ({ ...key(attempt), claimedAt: stores.clock.iso() });
  const rows = () => all(stores.ledger.deliveries(issueId, shardOf('anna')));
  const accepted = { state: 'accepted', messageId: '0102-ses' } as const;
  const doubt = { state: 'uncertain', code: 'timeout', detail: 'no answer within 10 s' } as const;

  beforeEach(async () => {
    stores = await open();
    await stores.subscribers.add(aSubscriber());
  });

  describe(`a released claim on ${engine}`, () => {
    it('forgets a released first attempt, so that it counts as never tried', async () => {
      await claim();
      expect(await stores.ledger.release(claimKey(), stores.clock.iso())).toBe(true);
      expect(await rows()).toEqual([]);
      expect(await claim()).toEqual({ kind: 'claimed', attempt: 1 });
    });

    it('leaves the earlier doubt when a later attempt is released', async () => {
      await claim();
      await stores.ledger.settle(key(), doubt, stores.clock.iso());
      stores.clock.forward(MINUTE);
      await claim({ retryBefore: stores.clock.iso() });
      const taken = claimKey(2);
      stores.clock.forward(MINUTE);
      expect(await stores.ledger.release(taken, stores.clock.iso())).toBe(true);
      expect(await rows()).toMatchObject([{ ...doubt, attempt: 1, at: stores.clock.iso() }]);
    });

    it.each([1, 2])(
      'never takes back another claim of the same number (%i) when a release is repeated',
      async (number) => {
        if (number === 2) {
          await claim();
          await stores.ledger.settle(key(), doubt, stores.clock.iso());
          stores.clock.forward(MINUTE);
        }
        const mine = claimKey(number);
        const again = { retryBefore: '2026-11-25T00:00:00.000Z' };
        expect(await claim(again)).toEqual({ kind: 'claimed', attempt: number });
        expect(await stores.ledger.release(mine, stores.clock.iso())).toBe(true);
        stores.clock.forward(1);
        expect(await claim(again)).toEqual({ kind: 'claimed', attempt: number });
        expect(await stores.ledger.release(mine, stores.clock.iso())).toBe(false);
        expect(await rows()).toMatchObject([{ state: 'claimed', attempt: number }]);
      },
    );

    it('releases nothing that is settled', async () => {
      await claim();
      await stores.ledger.settle(key(), accepted, stores.clock.iso());
      expect(await stores.ledger.release(claimKey(), stores.clock.iso())).toBe(false);
      expect(await rows()).toMatchObject([accepted]);
    });
  });
}
