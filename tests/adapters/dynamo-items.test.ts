import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addressHash } from '../../lambdas/adapters/address-hash.ts';
import type { DynamoTable } from '../../lambdas/adapters/dynamo-client.ts';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import { appendEntry, chainStart } from '../../lambdas/core/subscribers/consent.ts';
import { aClaim, anIssue, aSubscriber, aTopic } from '../contracts/samples.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { addressKey, dynamoStores, type Stores } from '../support/stores.ts';

if (dynamoAvailable) {
  describe('the items of the table', () => {
    let dynamo: TestDynamo;
    let table: DynamoTable;
    let stores: Stores;
    const hash = addressHash('anna@example.com', addressKey);
    const shard = String(shardOf('anna')).padStart(2, '0');
    const at = '2026-11-24T06:30:00.000Z';

    /** Every item, by `pk sk`. */
    async function items(): Promise<Record<string, Record<string, unknown>>> {
      const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
      return Object.fromEntries(Items.map((item) => [`${item['pk']} ${item['sk']}`, item]));
    }

    beforeAll(async () => {
      dynamo = await startDynamo();
    });
    afterAll(() => dynamo.stop());
    beforeEach(async () => {
      table = await dynamo.table();
      stores = dynamoStores(table);
    });

    it('are a profile in the audience, a lock under the address’s hash, and what happened', async () => {
      await stores.subscribers.add(aSubscriber());
      expect(await items()).toEqual({
        'SUB#anna PROFILE': {
          pk: 'SUB#anna',
          sk: 'PROFILE',
          gsi1pk: `AUD#${shard}`,
          gsi1sk: 'anna',
          ...aSubscriber(),
          consentN: 1,
          consentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        [`EMAIL#${hash} LOCK`]: { pk: `EMAIL#${hash}`, sk: 'LOCK', subscriberId: 'anna' },
        'SUB#anna EVT#00000001': {
          pk: 'SUB#anna',
          sk: 'EVT#00000001',
          ...appendEntry(chainStart('anna'), {
            type: 'added',
            at: '2026-11-01T08:00:00.000Z',
            source: 'test',
            consentVersion: 1,
          }),
        },
      });
    });

    it('leave the audience and keep their history when a reader chooses and unsubscribes', async () => {
      await stores.subscribers.add(aSubscriber());
      await stores.subscribers.choose('anna', 1, { sections: [], language: 'de', edition: 'weekly' }, at);
      await stores.subscribers.unsubscribe('anna', 1, at);
      const all = await items();
      expect(all['SUB#anna PROFILE']).toMatchObject({ gsi1pk: `OUT#${shard}`, state: 'unsubscribed' });
      expect(all['SUB#anna EVT#00000002']).toMatchObject({ type: 'chose', at });
      expect(all['SUB#anna EVT#00000003']).toMatchObject({ type: 'unsubscribed', source: 'test' });
    });

    it('expire with a guest, and not with one who unsubscribed', async () => {
      const guest = aSubscriber({ state: 'guest' });
      await stores.subscribers.add({ ...guest, createdAt: stores.clock.iso() });
      const expiry = Date.parse(stores.clock.iso()) / 1000 + 30 * 86_400;
      expect((await items())['SUB#anna PROFILE']).toMatchObject({ ttl: expiry, gsi1pk: `OUT#${shard}` });
      expect((await items())[`EMAIL#${hash} LOCK`]).toMatchObject({ ttl: expiry });
      await stores.subscribers.unsubscribe('anna', 1, at);
      expect((await items())['SUB#anna PROFILE']).not.toHaveProperty('ttl');
      expect((await items())[`EMAIL#${hash} LOCK`]).not.toHaveProperty('ttl');
    });

    it('keep of a suppressed address its hash and the cause', async () => {
      await stores.subscribers.add(aSubscriber());
      await stores.subscribers.suppress('anna', { reason: 'bounce', at, detail: '550 5.1.1 unknown' });
      const all = await items();
      expect(all['SUB#anna PROFILE']).toMatchObject({ gsi1pk: `OUT#${shard}`, state: 'suppressed' });
      expect(all[`SUPP#${hash} SUPP`]).toEqual({
        pk: `SUPP#${hash}`,
        sk: 'SUPP',
        reason: 'bounce',
        at,
        detail: '550 5.1.1 unknown',
        from: 'active',
      });
      expect(all['SUB#anna EVT#00000002']).toMatchObject({ reason: 'bounce', source: 'test' });
    });

    it('hold no address outside the profile', async () => {
      await stores.subscribers.add(aSubscriber());
      await stores.ledger.claim(aClaim(stores.clock.iso()));
      await stores.subscribers.unsubscribe('anna', 1, at);
      const { 'SUB#anna PROFILE': profile, ...others } = await items();
      expect(profile).toMatchObject({ email: 'anna@example.com' });
      expect(JSON.stringify(others)).not.toContain('example.com');
    });

    it('keep an issue’s record small, whatever it carries', async () => {
      const topics = Array.from({ length: 40 }, () => aTopic({ body: 'word '.repeat(4_000) }));
      await stores.issues.freeze(anIssue({ topics }), []);
      const record = (await items())[`ISSUES ${anIssue().id}`];
      expect(record).toMatchObject({ state: 'frozen', revision: 1 });
      expect(JSON.stringify(record).length).toBeLessThan(1_000);
    });
  });
}

describe('the hash of an address', () => {
  it('is another with another key, and the same however the address is spelled', () => {
    const hash = addressHash('anna@example.com', addressKey);
    expect(hash).toMatch(/^[\w-]{43}$/);
    expect(addressHash('Anna@example.com', addressKey)).toBe(hash);
    expect(addressHash('anna@example.com', new Uint8Array(32))).not.toBe(hash);
  });
});
