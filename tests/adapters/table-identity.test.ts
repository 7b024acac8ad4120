import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DynamoTable } from '../../lambdas/adapters/dynamo-client.ts';
import { keys } from '../../lambdas/adapters/dynamo-table.ts';
import { readItem } from '../../lambdas/adapters/dynamo-write.ts';
import { guardedMailer } from '../../lambdas/adapters/guarded-mailer.ts';
import { tableIdentity } from '../../lambdas/adapters/table-identity.ts';
import { publishNow } from '../../lambdas/core/publish-now.ts';
import { deliverMailHandler } from '../../lambdas/functions/deliver-mail/handler.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { aCollectedBriefing } from '../support/issue-builders.ts';
import { dynamoStores } from '../support/stores.ts';
import { aSystem, sqsEvent } from '../support/system.ts';

if (dynamoAvailable) {
  let dynamo: TestDynamo;
  let original: DynamoTable;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());
  beforeEach(async () => {
    original = await dynamo.table();
  });

  /** Another table with the items that tell which table the original is, as a restore brings them. */
  async function restored(): Promise<DynamoTable> {
    await tableIdentity(original).check();
    const copy = await dynamo.table();
    const item = await readItem(original, keys.identity());
    await copy.client.send(new PutCommand({ TableName: copy.name, Item: item }));
    return copy;
  }

  describe('a table', () => {
    it('is its own from its first use on, also when many ask at the same time', async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => tableIdentity(original).check()));
      expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['own']));
      expect(await tableIdentity(original).check()).toEqual(answers[0]);
    });

    it('that was restored knows that it is a copy, until it is adopted', async () => {
      const copy = tableIdentity(await restored());
      expect(await copy.check()).toMatchObject({ kind: 'copied' });
      expect(await copy.adopt()).toMatchObject({ kind: 'own' });
      expect(await copy.check()).toMatchObject({ kind: 'own' });
      expect(await tableIdentity(original).check()).toMatchObject({ kind: 'own' });
    });

    it('in another place is a copy as well', async () => {
      await tableIdentity(original, 'inode 1').check();
      expect(await tableIdentity(original, 'inode 2').check()).toMatchObject({ kind: 'copied' });
    });
  });

  describe('sending from a copy', () => {
    async function aCopyWithReaders() {
      const table = await restored();
      const system = await aSystem({ stores: dynamoStores(table) });
      const identity = tableIdentity(table);
      const deliver = deliverMailHandler({ ...system, mailer: guardedMailer(system.mailer, { identity }) });
      await system.addReaders(5);
      const audience = { kind: 'everyone' } as const;
      await publishNow(system, { name: 'extra', collected: [aCollectedBriefing()], audience });
      while (await system.planOne()) {
        // One shard each.
      }
      const chunks = system.deliveryQueue.take();
      const work = () => deliver(sqsEvent(chunks), { getRemainingTimeInMillis: () => 300_000 });
      return { system, identity, work };
    }

    it('mails nobody: the issue pauses itself and says how to go on', async () => {
      const { system, work } = await aCopyWithReaders();
      await work();
      expect(system.mailer.calls).toEqual([]);
      expect(await system.account('extra')).toMatchObject({ waiting: 5, uncertain: 0, failed: 0 });
      const paused = await system.issues.head('extra');
      expect(paused?.state).toBe('paused');
      expect(paused?.reason).toContain('table-copied');
      expect(paused?.reason).toContain('briefwire adopt');
    });

    it('goes on in the same process once the owner has adopted it', async () => {
      const { system, identity, work } = await aCopyWithReaders();
      await work();
      await identity.adopt();
      await system.issues.move('extra', ['paused'], { state: 'sending' });
      await work();
      expect(system.mailer.addresses()).toHaveLength(5);
    });
  });
}
