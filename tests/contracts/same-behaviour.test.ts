import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Settlement } from '../../lambdas/core/ports.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { dynamoStores, memoryStores, type Stores, testClock } from '../support/stores.ts';
import { aClaim, all, aSubscriber, DAY } from './samples.ts';

/** One call on the stores; time goes on between calls. */
type Step = (stores: Stores) => Promise<unknown>;

const SHARD = 0;
const issueId = 'daily.2026-11-24T0700';
const reader = fc.constantFrom('anna', 'ben');
const attempt = fc.integer({ min: 1, max: 3 });
const settlement = fc.constantFrom<Settlement>(
  { state: 'accepted', messageId: 'm1' },
  { state: 'failed', code: 'MessageRejected', detail: 'Illegal address' },
  { state: 'uncertain', code: 'timeout', detail: 'no answer' },
);

const steps = fc.array(
  fc.oneof(
    fc
      .record({
        id: reader,
        mailbox: fc.constantFrom('anna@example.com', 'Anna@example.com', 'ben@example.com'),
        state: fc.constantFrom('active', 'guest', 'pending'),
        consentVersion: fc.integer({ min: 1, max: 2 }),
      })
      .map(
        ({ mailbox, ...fields }): Step =>
          (stores) =>
            stores.subscribers
              .add(aSubscriber({ ...fields, email: mailbox, createdAt: stores.clock.iso() }))
              .catch((error: Error) => error.message),
      ),
    fc.tuple(reader, fc.integer({ min: 1, max: 2 }), fc.constantFrom(0, 90_000)).map(
      ([subscriberId, consentVersion, ago]): Step =>
        (stores) => {
          const retryBefore = new Date(stores.clock.now().getTime() - ago).toISOString();
          const claim = { subscriberId, consentVersion, retryBefore, shard: SHARD };
          return stores.ledger.claim(aClaim(stores.clock.iso(), claim));
        },
    ),
    fc.tuple(reader, attempt, settlement).map(
      ([subscriberId, attempt, settlement]): Step =>
        (stores) =>
          stores.ledger.settle(
            { issueId, shard: SHARD, subscriberId, attempt },
            settlement,
            stores.clock.iso(),
          ),
    ),
    fc.tuple(reader, attempt).map(
      ([subscriberId, attempt]): Step =>
        async (stores) => {
          const key = { issueId, shard: SHARD, subscriberId };
          const { claimedAt = stores.clock.iso() } = (await stores.ledger.delivery(key)) ?? {};
          return stores.ledger.release({ ...key, attempt, claimedAt }, stores.clock.iso());
        },
    ),
    fc.tuple(reader, fc.integer({ min: 1, max: 2 })).map(
      ([id, consent]): Step =>
        (stores) =>
          stores.subscribers.unsubscribe(id, consent, stores.clock.iso()),
    ),
    reader.map(
      (id): Step =>
        (stores) =>
          stores.subscribers.suppress(id, { reason: 'bounce', at: stores.clock.iso() }),
    ),
    fc.tuple(reader, fc.constantFrom('daily', 'weekly')).map(
      ([id, edition]): Step =>
        (stores) =>
          stores.subscribers.choose(id, 1, { edition, sections: [], language: 'de' }, stores.clock.iso()),
    ),
    fc.constantFrom<Step>(async (stores) => stores.clock.forward(61_000)),
    fc.constantFrom<Step>(async (stores) => stores.clock.forward(31 * DAY)),
  ),
  { maxLength: 40 },
);

/** Everything that can be seen from outside. */
async function picture(stores: Stores): Promise<unknown> {
  const listed = await all(stores.subscribers.list({}));
  return {
    listed: listed.toSorted((a, b) => a.id.localeCompare(b.id)),
    rows: await all(stores.ledger.deliveries(issueId, SHARD)),
    anna: await stores.subscribers.findByEmail('anna@example.com'),
    ben: await stores.subscribers.findByEmail('ben@example.com'),
  };
}

async function play(stores: Stores, script: readonly Step[]): Promise<unknown> {
  const answers: unknown[] = [];
  for (const step of script) {
    stores.clock.forward(1_000);
    answers.push(await step(stores));
  }
  return { answers, end: await picture(stores) };
}

if (dynamoAvailable) {
  describe('memory and DynamoDB', () => {
    let dynamo: TestDynamo;
    beforeAll(async () => {
      dynamo = await startDynamo();
    });
    afterAll(() => dynamo.stop());

    it('give the same answers and end in the same state, whatever is done to them', async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (script) => {
          const table = await dynamo.table();
          const inTable = await play(dynamoStores(table, testClock()), script);
          expect(inTable).toEqual(await play(memoryStores(testClock()), script));
        }),
        { numRuns: 80 },
      );
    });
  });
}
