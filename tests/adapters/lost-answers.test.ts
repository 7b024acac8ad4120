import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DynamoTable } from '../../lambdas/adapters/dynamo-client.ts';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import { aClaim, all, anIssue, aSubscriber } from '../contracts/samples.ts';
import { dynamoAvailable, localCredentials, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { dynamoStores, type Stores } from '../support/stores.ts';

/** Delivers requests, and then loses the answer of every first one, as a cut connection does; the SDK repeats those. */
class LosesAnswers extends NodeHttpHandler {
  lost = 0;
  override async handle(
    ...request: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    const answer = await super.handle(...request);
    this.lost += 1;
    if (this.lost % 2 === 0) return answer;
    throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
  }
}

if (dynamoAvailable) {
  describe('a write whose answer is lost and that the SDK repeats', () => {
    let dynamo: TestDynamo;
    let table: DynamoTable;
    let stores: Stores;
    let network: LosesAnswers;
    const key = {
      issueId: 'daily.2026-11-24T0700',
      shard: shardOf('anna'),
      subscriberId: 'anna',
      attempt: 1,
    };
    const accepted = { state: 'accepted', messageId: 'm1' } as const;

    /** The same stores over a network that loses answers. */
    function overBadNetwork(): Stores {
      network = new LosesAnswers();
      const config = {
        endpoint: dynamo.endpoint,
        ...localCredentials,
        requestHandler: network,
        maxAttempts: 3,
      };
      const client = DynamoDBDocumentClient.from(new DynamoDBClient(config), {
        marshallOptions: { removeUndefinedValues: true },
      });
      return dynamoStores({ ...table, client }, stores.clock);
    }

    beforeAll(async () => {
      dynamo = await startDynamo();
    });
    afterAll(() => dynamo.stop());
    beforeEach(async () => {
      table = await dynamo.table();
      stores = dynamoStores(table);
      await stores.subscribers.add(aSubscriber());
    });

    it('claims a delivery', async () => {
      const claim = await overBadNetwork().ledger.claim(aClaim(stores.clock.iso()));
      expect(claim).toEqual({ kind: 'claimed', attempt: 1 });
      expect(network.lost).toBe(2);
      expect(await all(stores.ledger.deliveries(key.issueId, key.shard))).toMatchObject([{ attempt: 1 }]);
    });

    it('settles it', async () => {
      await stores.ledger.claim(aClaim(stores.clock.iso()));
      expect(await overBadNetwork().ledger.settle(key, accepted, stores.clock.iso())).toBe(true);
    });

    it('is the first caller of a key, for that caller only', async () => {
      expect(await overBadNetwork().ledger.once('notice', stores.clock.iso())).toBe(true);
      expect(await overBadNetwork().ledger.once('notice', stores.clock.iso())).toBe(false);
    });

    it('adds a subscriber', async () => {
      const ben = aSubscriber({ id: 'ben' });
      expect(await overBadNetwork().subscribers.add(ben)).toEqual({ kind: 'added' });
    });

    it('unsubscribes a reader', async () => {
      const done = await overBadNetwork().subscribers.unsubscribe('anna', 1, stores.clock.iso());
      expect(done).toBe('done');
    });

    it('creates and moves the record of an issue', async () => {
      expect(await overBadNetwork().issues.freeze(anIssue(), [])).toBe('frozen');
      // The blobs of these stores are new ones; the record is what was written.
      const moved = await overBadNetwork().issues.move(anIssue().id, ['frozen'], { state: 'sending' });
      expect(moved).toBe(true);
      const again = await overBadNetwork().issues.move(anIssue().id, ['frozen'], { state: 'sending' });
      expect(again).toBe(false);
    });
  });
}
