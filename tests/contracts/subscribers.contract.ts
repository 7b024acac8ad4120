import { beforeEach, describe, expect, it } from 'vitest';
import { SHARDS } from '../../lambdas/core/delivery/delivery.ts';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import type { SubscriberFilter } from '../../lambdas/core/ports.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import type { Stores } from '../support/stores.ts';
import { aClaim, all, aSubscriber, DAY, MINUTE } from './samples.ts';

/** What every store of subscribers does, whatever it stands on; `open` gives stores that nobody has used. */
export function subscribersContract(engine: string, open: () => Promise<Stores>): void {
  let stores: Stores;
  const at = '2026-11-24T06:30:00.000Z';
  const aPending = (fields: Partial<Subscriber> = {}) =>
    aSubscriber({ id: 'pending', state: 'pending', createdAt: stores.clock.iso(), ...fields });
  const aGuest = (id = 'guest') =>
    aSubscriber({ id, email: 'anna@example.com', state: 'guest', createdAt: stores.clock.iso() });

  /** Ids of active readers over all shards, and that each shard is in order and holds only its own. */
  async function active(edition?: string): Promise<string[]> {
    const found: string[] = [];
    for (let shard = 0; shard < SHARDS; shard += 1) {
      const readers = await all(
        stores.subscribers.activeReaders({ shard, ...(edition === undefined ? {} : { edition }) }),
      );
      const ids = readers.map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted());
      expect(ids.filter((id) => shardOf(id) !== shard)).toEqual([]);
      found.push(...ids);
    }
    return found.toSorted();
  }

  const listed = async (filter: SubscriberFilter = {}) =>
    (await all(stores.subscribers.list(filter))).map(({ id }) => id).toSorted();

  beforeEach(async () => {
    stores = await open();
  });

  describe(`subscribers on ${engine}`, () => {
    it('gives back what was added, field by field', async () => {
      const anna = aSubscriber({ name: 'Anna Ö.', sections: [], leftAt: at });
      expect(await stores.subscribers.add(anna)).toEqual({ kind: 'added' });
      expect(await stores.subscribers.get('anna')).toEqual(anna);
      expect(await stores.subscribers.findByEmail('anna@example.com')).toEqual(anna);
    });

    it('knows nobody it was not told about', async () => {
      expect(await stores.subscribers.get('anna')).toBeUndefined();
      expect(await stores.subscribers.findByEmail('anna@example.com')).toBeUndefined();
    });

    it('never has two profiles for an address, however it is spelled', async () => {
      const anna = aSubscriber();
      await stores.subscribers.add(anna);
      const again = aSubscriber({ id: 'other', email: 'Anna@example.com' });
      expect(await stores.subscribers.add(again)).toEqual({ kind: 'exists', subscriber: anna });
      expect(await stores.subscribers.get('other')).toBeUndefined();
      expect(await stores.subscribers.findByEmail('ANNA@example.com')).toEqual(anna);
    });

    it('adds an address once when twenty add it at the same time', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          stores.subscribers.add(aSubscriber({ id: `r${n}`, email: 'anna@example.com' })),
        ),
      );
      expect(outcomes.filter(({ kind }) => kind === 'added')).toHaveLength(1);
      const holder = await stores.subscribers.findByEmail('anna@example.com');
      const exists = outcomes.filter((outcome) => outcome.kind === 'exists');
      expect(exists.map(({ subscriber }) => subscriber)).toEqual(Array(19).fill(holder));
      expect(await listed()).toEqual([holder?.id]);
    });

    it('refuses an id that another subscriber has', async () => {
      await stores.subscribers.add(aSubscriber());
      const clash = aSubscriber({ email: 'ben@example.com' });
      await expect(stores.subscribers.add(clash)).rejects.toThrow(/id anna belongs to another/);
      expect(await stores.subscribers.findByEmail('ben@example.com')).toBeUndefined();
    });

    it('keeps an unsubscribed address from being added again', async () => {
      await stores.subscribers.add(aSubscriber());
      await stores.subscribers.unsubscribe('anna', 1, at);
      const outcome = await stores.subscribers.add(aSubscriber({ id: 'again', email: 'anna@example.com' }));
      expect(outcome).toMatchObject({ kind: 'exists', subscriber: { state: 'unsubscribed' } });
    });

    it('reads up to 100 at once, leaving out ids that nobody has', async () => {
      await stores.subscribers.add(aSubscriber());
      await stores.subscribers.add(aSubscriber({ id: 'ben' }));
      const ids = ['anna', 'ben', 'anna', ...Array.from({ length: 97 }, (_, n) => `nobody${n}`)];
      const found = await stores.subscribers.getMany(ids);
      expect([...found.keys()].toSorted()).toEqual(['anna', 'ben']);
      expect(found.get('ben')).toEqual(aSubscriber({ id: 'ben' }));
      expect(await stores.subscribers.getMany([])).toEqual(new Map());
      await expect(stores.subscribers.getMany([...ids, 'one'])).rejects.toThrow(RangeError);
    });

    it('lists active readers of an edition, shard by shard, and of all editions', async () => {
      for (let n = 0; n < 40; n += 1) {
        const id = `r${String(n).padStart(2, '0')}`;
        await stores.subscribers.add(aSubscriber({ id, edition: n % 4 === 0 ? 'weekly' : 'daily' }));
      }
      await stores.subscribers.add(aPending());
      await stores.subscribers.add({ ...aGuest(), email: 'guest@example.com' });
      expect(await active('daily')).toHaveLength(30);
      expect(await active('weekly')).toHaveLength(10);
      expect(await active()).toHaveLength(40);
      expect(await active('never')).toEqual([]);
    });

    it('lists whoever a filter asks for, in any state', async () => {
      await stores.subscribers.add(aSubscriber());
      await stores.subscribers.add(aSubscriber({ id: 'ben', language: 'de', sections: [] }));
      await stores.subscribers.add(aPending({ id: 'cem', sections: ['science'] }));
      await stores.subscribers.add(aSubscriber({ id: 'dora', edition: 'weekly' }));
      await stores.subscribers.unsubscribe('dora', 1, at);
      expect(await listed()).toEqual(['anna', 'ben', 'cem', 'dora']);
      expect(await listed({ state: 'active' })).toEqual(['anna', 'ben']);
      expect(await listed({ state: 'unsubscribed', edition: 'weekly' })).toEqual(['dora']);
      expect(await listed({ language: 'de' })).toEqual(['ben']);
      expect(await listed({ section: 'science' })).toEqual(['ben', 'cem']);
    });

    it('takes a reader off the list when they unsubscribe, and says so once', async () => {
      await stores.subscribers.add(aSubscriber());
      expect(await stores.subscribers.unsubscribe('anna', 1, at)).toBe('done');
      expect(await stores.subscribers.get('anna')).toEqual(
        aSubscriber({ state: 'unsubscribed', leftAt: at, updatedAt: at }),
      );
      expect(await active()).toEqual([]);
      expect(await stores.subscribers.unsubscribe('anna', 1, '2026-12-01T00:00:00.000Z')).toBe('already');
      expect((await stores.subscribers.get('anna'))?.leftAt).toBe(at);
    });

    it('is done once when ten unsubscribe the same reader at the same time', async () => {
      await stores.subscribers.add(aSubscriber());
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () => stores.subscribers.unsubscribe('anna', 1, at)),
      );
      expect(outcomes.toSorted()).toEqual([...Array(9).fill('already'), 'done']);
    });

    it('ignores what an older consent’s token asks for', async () => {
      await stores.subscribers.add(aSubscriber({ consentVersion: 2 }));
      const choices = { sections: [], language: 'de', edition: 'weekly' };
      expect(await stores.subscribers.unsubscribe('anna', 1, at)).toBe('outdated');
      expect(await stores.subscribers.choose('anna', 1, choices, at)).toBe('outdated');
      expect(await stores.subscribers.unsubscribe('nobody', 1, at)).toBe('outdated');
      expect(await stores.subscribers.choose('nobody', 1, choices, at)).toBe('outdated');
      expect(await stores.subscribers.get('anna')).toEqual(aSubscriber({ consentVersion: 2 }));
    });

    it('changes the choices of an active reader, and the edition’s list with them', async () => {
      await stores.subscribers.add(aSubscriber());
      const choices = { sections: ['science', 'world'], language: 'de', edition: 'weekly' };
      expect(await stores.subscribers.choose('anna', 1, choices, at)).toBe('done');
      expect(await stores.subscribers.get('anna')).toEqual(aSubscriber({ ...choices, updatedAt: at }));
      expect(await active('daily')).toEqual([]);
      expect(await active('weekly')).toEqual(['anna']);
    });

    it('lets nobody choose who is not an active reader', async () => {
      await stores.subscribers.add(aSubscriber());
      await stores.subscribers.unsubscribe('anna', 1, at);
      const choices = { sections: [], language: 'de', edition: 'weekly' };
      expect(await stores.subscribers.choose('anna', 1, choices, at)).toBe('outdated');
    });

    it('never undoes an unsubscribe by a choice made at the same moment', async () => {
      await stores.subscribers.add(aSubscriber());
      const choices = { sections: [], language: 'de', edition: 'weekly' };
      await Promise.all([
        stores.subscribers.choose('anna', 1, choices, at),
        stores.subscribers.unsubscribe('anna', 1, at),
        stores.subscribers.choose('anna', 1, choices, at),
      ]);
      expect((await stores.subscribers.get('anna'))?.state).toBe('unsubscribed');
    });

    it('forgets a guest after 30 days, in every way of asking', async () => {
      await stores.subscribers.add(aGuest());
      stores.clock.forward(30 * DAY - 1);
      expect(await stores.subscribers.get('guest')).toBeDefined();
      stores.clock.forward(1);
      expect(await stores.subscribers.get('guest')).toBeUndefined();
      expect(await stores.subscribers.findByEmail('anna@example.com')).toBeUndefined();
      expect(await stores.subscribers.getMany(['guest'])).toEqual(new Map());
      expect(await listed()).toEqual([]);
      const claim = await stores.ledger.claim(aClaim(stores.clock.iso(), { subscriberId: 'guest' }));
      expect(claim).toEqual({ kind: 'reader-moved' });
      expect(await stores.subscribers.unsubscribe('guest', 1, at)).toBe('outdated');
      expect(await stores.subscribers.add(aGuest('second'))).toEqual({ kind: 'added' });
    });

    it('forgets a sign-up that nobody confirmed after 48 hours', async () => {
      await stores.subscribers.add(aPending({ email: 'anna@example.com' }));
      stores.clock.forward(48 * 60 * MINUTE - 1);
      expect(await listed({ state: 'pending' })).toEqual(['pending']);
      stores.clock.forward(1);
      expect(await stores.subscribers.get('pending')).toBeUndefined();
      expect(await stores.subscribers.findByEmail('anna@example.com')).toBeUndefined();
      expect(await listed()).toEqual([]);
      expect(await stores.subscribers.add(aPending({ id: 'anna' }))).toEqual({ kind: 'added' });
    });

    it.each(['pending', 'active', 'unsubscribed', 'guest'] as const)(
      'suppresses a reader who is %s, once and for good, whatever their consent',
      async (state) => {
        await stores.subscribers.add(
          aSubscriber({ state, consentVersion: 3, createdAt: stores.clock.iso() }),
        );
        expect(await stores.subscribers.suppress('anna', { reason: 'complaint', at })).toBe('done');
        const after = await stores.subscribers.get('anna');
        expect(after).toMatchObject({ state: 'suppressed', leftAt: at, updatedAt: at, consentVersion: 3 });
        expect(await active()).toEqual([]);
        const later = { reason: 'bounce', at: '2026-12-01T00:00:00.000Z' } as const;
        expect(await stores.subscribers.suppress('anna', later)).toBe('already');
        stores.clock.forward(31 * DAY);
        expect(await stores.subscribers.findByEmail('anna@example.com')).toEqual(after);
        const outcome = await stores.subscribers.add(aSubscriber({ id: 'again', email: 'anna@example.com' }));
        expect(outcome).toMatchObject({ kind: 'exists', subscriber: { state: 'suppressed' } });
      },
    );

    it('suppresses nobody who is not known', async () => {
      expect(await stores.subscribers.suppress('nobody', { reason: 'bounce', at })).toBe('unknown');
    });

    it('lets no mail begin after a suppression, and no choice undo it', async () => {
      await stores.subscribers.add(aSubscriber());
      const choices = { sections: [], language: 'de', edition: 'weekly' };
      await Promise.all([
        stores.subscribers.choose('anna', 1, choices, at),
        stores.subscribers.suppress('anna', { reason: 'bounce', at }),
        stores.subscribers.unsubscribe('anna', 1, at),
      ]);
      expect((await stores.subscribers.get('anna'))?.state).toBe('suppressed');
      const claim = await stores.ledger.claim(aClaim(stores.clock.iso()));
      expect(claim).toEqual({ kind: 'reader-moved' });
    });

    it('lets a real subscription take a guest’s place, not the other way round', async () => {
      await stores.subscribers.add(aGuest());
      expect(await stores.subscribers.add(aSubscriber())).toEqual({ kind: 'added' });
      expect(await stores.subscribers.get('guest')).toBeUndefined();
      expect(await stores.subscribers.findByEmail('anna@example.com')).toEqual(aSubscriber());
      expect(await stores.subscribers.add(aGuest('third'))).toMatchObject({ kind: 'exists' });
      stores.clock.forward(31 * DAY);
      expect(await stores.subscribers.findByEmail('anna@example.com')).toEqual(aSubscriber());
    });

    it('remembers for good that a guest unsubscribed', async () => {
      await stores.subscribers.add(aGuest());
      expect(await stores.subscribers.unsubscribe('guest', 1, stores.clock.iso())).toBe('done');
      stores.clock.forward(31 * DAY);
      expect(await stores.subscribers.add(aGuest('again'))).toMatchObject({
        kind: 'exists',
        subscriber: { id: 'guest', state: 'unsubscribed' },
      });
    });
  });
}
