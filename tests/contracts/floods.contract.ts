import { beforeEach, describe, expect, it } from 'vitest';
import type { OwnerNotice } from '../../lambdas/core/delivery/delivery.ts';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import { FLOOD_AT, type NoteDeps, noteOneClick, undoFlood } from '../../lambdas/core/subscribers/flood.ts';
import { erase, exportOf } from '../../lambdas/core/subscribers/my-data.ts';
import type { Stores } from '../support/stores.ts';
import { aClaim, all, anIssue, aSubscriber, MINUTE, SECOND } from './samples.ts';

const issueId = anIssue().id;
const SCANNER = '203.0.113.0/24';

/** What is done about scanners that press every button, on any store; `open` gives stores that nobody has used. */
export function floodsContract(engine: string, open: () => Promise<Stores>): void {
  let stores: Stores;
  let notices: OwnerNotice[];
  let deps: NoteDeps & Stores;

  beforeEach(async () => {
    stores = await open();
    notices = [];
    deps = { ...stores, report: () => undefined, tellOwner: async (notice) => void notices.push(notice) };
    await stores.issues.freeze(anIssue({ frozenAt: stores.clock.iso() }), []);
  });

  /** A reader who gets their mail now. */
  async function mailed(id: string, domain = 'corp.example'): Promise<void> {
    await stores.subscribers.add(aSubscriber({ id, email: `${id}@${domain}` }));
    await stores.ledger.claim(aClaim(stores.clock.iso(), { subscriberId: id }));
    const key = { issueId, shard: shardOf(id), subscriberId: id, attempt: 1 };
    await stores.ledger.settle(key, { state: 'accepted', messageId: id }, stores.clock.iso());
  }

  /** A one-click request of theirs. */
  async function clicks(id: string, network: string | undefined = SCANNER): Promise<void> {
    const reader = await stores.subscribers.get(id);
    if (!reader) throw new Error(`no ${id}`);
    const how = { via: 'one-click' as const, ...(network && { network }) };
    await stores.subscribers.unsubscribe(id, reader.consentVersion, stores.clock.iso(), how);
    await noteOneClick(deps, reader, network);
  }

  async function scanned(ids: readonly string[], network = SCANNER, domain?: string): Promise<void> {
    for (const id of ids) await mailed(id, domain);
    stores.clock.forward(3 * SECOND);
    for (const id of ids) await clicks(id, network);
  }

  const five = ['r1', 'r2', 'r3', 'r4', 'r5'];
  const floods = () => all(stores.floods.list());
  const states = async (ids: readonly string[]) => {
    const found = await stores.subscribers.getMany(ids);
    return ids.map((id) => found.get(id)?.state);
  };
  const undo = (dryRun = false) =>
    undoFlood(stores, { issueId, domain: 'corp.example' }, { source: 'test', dryRun });

  describe(`one-click floods on ${engine}`, () => {
    it('are honoured at once, and told to the owner once, at the fifth of a domain', async () => {
      await scanned(five.slice(0, 4));
      expect(notices).toEqual([]);
      expect(await floods()).toEqual([]);
      await scanned(['r5', 'r6']);
      expect(await states([...five, 'r6'])).toEqual(Array(6).fill('unsubscribed'));
      expect(notices).toHaveLength(1);
      expect(notices[0]?.lines.join(' ')).toMatch(/corp\.example .*flood undo/s);
      expect(JSON.stringify(notices)).not.toContain('r1@');
      expect(await floods()).toMatchObject([{ issueId, domain: 'corp.example', count: 6 }]);
    });

    it('are not those who leave later, or of other domains', async () => {
      for (const id of five) await mailed(id);
      for (const id of ['a', 'b', 'c', 'd']) await mailed(id, 'home.example');
      for (const id of ['a', 'b', 'c', 'd']) await clicks(id);
      stores.clock.forward(MINUTE + 1);
      for (const id of five) await clicks(id);
      expect(await floods()).toEqual([]);
      expect(await states(five)).toEqual(Array(5).fill('unsubscribed'));
    });

    it('are put back, each with an entry in the consent ledger, and their links stay good', async () => {
      await scanned(five);
      expect(await undo(true)).toEqual({ restored: 5, kept: { moved: 0, 'few-from-network': 0 } });
      expect(await states(five)).toEqual(Array(5).fill('unsubscribed'));
      expect(await undo()).toEqual({ restored: 5, kept: { moved: 0, 'few-from-network': 0 } });
      expect(await states(five)).toEqual(Array(5).fill('active'));
      const data = await exportOf(stores.subscribers, 'r1');
      expect(data?.consent.map(({ type }) => type)).toEqual(['added', 'unsubscribed', 'flood-undone']);
      expect(data?.ledger.ok).toBe(true);
      expect(data?.subscriber).toEqual(
        aSubscriber({ id: 'r1', email: 'r1@corp.example', updatedAt: stores.clock.iso() }),
      );
      expect(await floods()).toMatchObject([{ undoneAt: stores.clock.iso() }]);
      expect(await stores.subscribers.unsubscribe('r1', 1, stores.clock.iso())).toBe('done');
      expect(await undo()).toMatchObject({ restored: 0, kept: { moved: 5 } });
    });

    it('are not put back where a person has done something: the page, a return, an erasure', async () => {
      await scanned([...five, 'page', 'back', 'gone']);
      await stores.subscribers.unsubscribe('page', 1, stores.clock.iso(), { via: 'page' });
      await erase(stores.subscribers, 'gone', stores.clock.iso(), 'test');
      await stores.subscribers.suppress('back', { reason: 'complaint', at: stores.clock.iso() });
      expect(await undo()).toEqual({ restored: 5, kept: { moved: 3, 'few-from-network': 0 } });
      expect(await states(['page', 'back', 'gone'])).toEqual(['unsubscribed', 'suppressed', undefined]);
    });

    it('are not put back from networks that only some requests came from, or of which nothing is known', async () => {
      await scanned(five);
      await scanned(['p1', 'p2'], '198.51.100.0/24');
      await mailed('unknown');
      const reader = await stores.subscribers.get('unknown');
      await stores.subscribers.unsubscribe('unknown', 1, stores.clock.iso(), { via: 'one-click' });
      if (reader) await noteOneClick(deps, reader);
      expect(await undo()).toEqual({ restored: FLOOD_AT, kept: { moved: 0, 'few-from-network': 3 } });
      expect(await states(['p1', 'p2', 'unknown'])).toEqual(Array(3).fill('unsubscribed'));
    });

    it('are nothing where no mail went out', async () => {
      for (const id of five) {
        await stores.subscribers.add(aSubscriber({ id, email: `${id}@corp.example` }));
        await clicks(id);
      }
      expect(await floods()).toEqual([]);
    });
  });
}
