import { beforeEach, describe, expect, it } from 'vitest';
import type { Imports } from '../../lambdas/core/subscribers/imports.ts';
import { erase, exportOf } from '../../lambdas/core/subscribers/my-data.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import type { Stores } from '../support/stores.ts';
import { all, aSubscriber } from './samples.ts';

/** What every store of imports does; `open` gives stores that nobody has used. */
export function importsContract(engine: string, open: () => Promise<Stores>): void {
  let stores: Stores;
  let imports: Imports;
  const id = '20261124T060000-abc';
  const asked = { at: '2020-02-03T04:06:00.000Z', source: 'mailchimp', network: '203.0.113.0/24' };
  const readers = (...ids: string[]) => ids.map((each) => ({ subscriber: aSubscriber({ id: each }) }));
  const everyone = async () => (await all(stores.subscribers.list({}))).toSorted(byId);
  const byId = (a: Subscriber, b: Subscriber) => a.id.localeCompare(b.id);

  async function undo() {
    const found = { removed: 0, kept: [] as Subscriber[] };
    for (const batch of await all(imports.batches(id))) {
      const undone = await imports.undo(id, batch);
      found.removed += undone.removed;
      found.kept.push(...undone.kept);
    }
    return found;
  }

  beforeEach(async () => {
    stores = await open();
    imports = stores.imports;
  });

  describe(`imports on ${engine}`, () => {
    it('add readers as one by one, with what the file says of their consent', async () => {
      const subscriber = aSubscriber({ name: 'Anna Ö.', hour: 7 });
      expect(await imports.addMany(id, 1, [{ subscriber, asked }])).toEqual([{ kind: 'added' }]);
      const data = await exportOf(stores.subscribers, 'anna');
      expect(data).toMatchObject({
        subscriber,
        consent: [{ n: 1, type: 'imported', importId: id, asked, consentVersion: 1 }],
        ledger: { ok: true, entries: 1 },
      });
      expect(await stores.subscribers.findByEmail('anna@example.com')).toEqual(subscriber);
    });

    it('never raise a status: whoever is known, in any state, stays as they are', async () => {
      const states = ['active', 'unsubscribed', 'pending', 'suppressed'] as const;
      for (const state of states) {
        await stores.subscribers.add(aSubscriber({ id: state, state, createdAt: stores.clock.iso() }));
      }
      await stores.subscribers.add(aSubscriber({ id: 'erased' }));
      await erase(stores.subscribers, 'erased', stores.clock.iso(), 'test');
      const before = await everyone();
      const again = [...states, 'erased'].map((state) => ({
        subscriber: aSubscriber({ id: `new-${state}`, email: `${state.toUpperCase()}@example.com` }),
      }));
      const outcomes = await imports.addMany(id, 1, [...again, ...readers('zoe')]);
      expect(outcomes.map(({ kind }) => kind)).toEqual([...Array(4).fill('exists'), 'suppressed', 'added']);
      expect(await everyone()).toEqual([...before, aSubscriber({ id: 'zoe' })].toSorted(byId));
    });

    it('add a full batch at once, and a batch in which everybody is known', async () => {
      const many = readers(...Array.from({ length: 25 }, (_, n) => `r${String(n).padStart(2, '0')}`));
      expect(await imports.addMany(id, 1, many)).toEqual(Array(25).fill({ kind: 'added' }));
      const others = many.map(({ subscriber }) => ({
        subscriber: { ...subscriber, id: `x${subscriber.id}` },
      }));
      const outcomes = await imports.addMany(id, 2, others);
      expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['exists']));
      expect(await everyone()).toHaveLength(25);
    });

    it('take a guest’s place', async () => {
      const guest = aSubscriber({ id: 'guest', email: 'anna@example.com', state: 'guest' });
      await stores.subscribers.add({ ...guest, createdAt: stores.clock.iso() });
      expect(await imports.addMany(id, 1, readers('anna', 'ben'))).toEqual(Array(2).fill({ kind: 'added' }));
      expect(await stores.subscribers.get('guest')).toBeUndefined();
      expect(await stores.subscribers.findByEmail('anna@example.com')).toMatchObject({ id: 'anna' });
    });

    it('say what addresses are, whatever their case', async () => {
      await stores.subscribers.add(aSubscriber());
      await stores.subscribers.add(aSubscriber({ id: 'ben' }));
      await stores.subscribers.unsubscribe('ben', 1, stores.clock.iso());
      await stores.subscribers.add(aSubscriber({ id: 'cem' }));
      await stores.subscribers.suppress('cem', { reason: 'bounce', at: stores.clock.iso() });
      const asked = ['Anna@example.com', 'ben@example.com', 'cem@example.com', 'new@example.com'];
      expect(await imports.standing(asked)).toEqual(
        new Map([
          ['anna@example.com', 'active'],
          ['ben@example.com', 'unsubscribed'],
          ['cem@example.com', 'suppressed'],
        ]),
      );
      expect(await imports.standing([])).toEqual(new Map());
    });

    it('are undone without a trace', async () => {
      await stores.subscribers.add(aSubscriber({ id: 'earlier' }));
      await imports.addMany(id, 1, readers('anna', 'ben'));
      await imports.addMany(id, 2, readers('cem'));
      expect(await undo()).toEqual({ removed: 3, kept: [] });
      expect(await everyone()).toEqual([aSubscriber({ id: 'earlier' })]);
      expect(await stores.subscribers.history('anna')).toEqual([]);
      expect(await stores.subscribers.findByEmail('anna@example.com')).toBeUndefined();
      expect(await all(imports.batches(id))).toEqual([]);
      expect(await undo()).toEqual({ removed: 0, kept: [] });
      expect(await imports.addMany('later', 1, readers('anna'))).toEqual([{ kind: 'added' }]);
    });

    it('are undone but for readers who did something since: what they did stands', async () => {
      await imports.addMany(id, 1, readers('anna', 'ben', 'cem', 'dora'));
      const at = stores.clock.iso();
      await stores.subscribers.unsubscribe('anna', 1, at);
      await stores.subscribers.choose('ben', 1, { sections: [], language: 'de', edition: 'daily' }, at);
      await stores.subscribers.suppress('cem', { reason: 'complaint', at });
      const { removed, kept } = await undo();
      expect(removed).toBe(1);
      expect(kept.map((reader) => [reader.id, reader.state])).toEqual([
        ['anna', 'unsubscribed'],
        ['ben', 'active'],
        ['cem', 'suppressed'],
      ]);
      expect((await everyone()).map((reader) => reader.id)).toEqual(['anna', 'ben', 'cem']);
    });

    it('that were broken off are undone too, and say no number', async () => {
      await imports.note({ id: 'broken', at: stores.clock.iso(), format: 'plain' });
      await imports.addMany('broken', 1, readers('anna', 'ben'));
      expect(await imports.get('broken')).toEqual({
        id: 'broken',
        at: stores.clock.iso(),
        format: 'plain',
      });
      expect(await all(imports.batches('broken'))).toEqual([1]);
      expect(await imports.undo('broken', 1)).toEqual({ removed: 2, kept: [] });
    });

    it('are remembered, newest first', async () => {
      const record = { at: stores.clock.iso(), format: 'ghost', added: 3 };
      await imports.note({ ...record, id: '20261101T000000-a' });
      await imports.note({ ...record, id: '20261102T000000-b' });
      await imports.note({ ...record, id: '20261101T000000-a', undoneAt: stores.clock.iso() });
      expect((await all(imports.list())).map((each) => each.id)).toEqual([
        '20261102T000000-b',
        '20261101T000000-a',
      ]);
      expect(await imports.get('20261101T000000-a')).toMatchObject({
        added: 3,
        undoneAt: stores.clock.iso(),
      });
      expect(await imports.get('unknown')).toBeUndefined();
    });
  });
}
