import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DynamoTable } from '../../lambdas/adapters/dynamo-client.ts';
import { erase } from '../../lambdas/core/subscribers/my-data.ts';
import { signUp } from '../../lambdas/core/subscribers/sign-up.ts';
import { aSubscriber, DAY } from '../contracts/samples.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { aDesk, annaAt } from '../support/sign-ups.ts';
import { dynamoStores, testClock } from '../support/stores.ts';

/** The table, and every call that was made on it: its name, and how many items it was about. */
function watched(table: DynamoTable) {
  const calls: string[] = [];
  const client = new Proxy(table.client, {
    get: (target, name) => {
      if (name !== 'send') return Reflect.get(target, name);
      return (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
        const { TransactItems, RequestItems } = command.input as {
          TransactItems?: unknown[];
          RequestItems?: Record<string, { Keys: unknown[] }>;
        };
        const items = TransactItems?.length ?? RequestItems?.[table.name]?.Keys.length ?? 1;
        calls.push(`${command.constructor.name} ${items}`);
        return target.send(command as never);
      };
    },
  });
  return { table: { ...table, client }, calls };
}

const anna = 'anna@example.com';
type Arrange = (desk: ReturnType<typeof aDesk>) => Promise<unknown>;
const STATES: readonly (readonly [string, Arrange])[] = [
  ['new', async () => undefined],
  [
    'pending',
    async (desk) => {
      await annaAt(desk).asked();
      desk.clock.forward(DAY);
    },
  ],
  ['asked a moment ago', (desk) => annaAt(desk).asked()],
  ['active', (desk) => desk.subscribers.add(aSubscriber({ email: anna }))],
  ['unsubscribed', (desk) => desk.subscribers.add(aSubscriber({ email: anna, state: 'unsubscribed' }))],
  [
    'suppressed',
    async (desk) => {
      await desk.subscribers.add(aSubscriber({ email: anna }));
      await desk.subscribers.suppress('anna', { reason: 'bounce', at: desk.clock.iso() });
    },
  ],
  [
    'erased',
    async (desk) => {
      await desk.subscribers.add(aSubscriber({ email: anna }));
      await erase(desk.subscribers, 'anna', desk.clock.iso(), 'test');
    },
  ],
];

if (dynamoAvailable) {
  describe('a sign-up', () => {
    let dynamo: TestDynamo;
    beforeAll(async () => {
      dynamo = await startDynamo();
    });
    afterAll(() => dynamo.stop());

    it.each(STATES)('costs the same calls when the address is %s', async (_, arrange) => {
      const { table, calls } = watched(await dynamo.table());
      const desk = aDesk(dynamoStores(table, testClock()));
      await arrange(desk);
      calls.length = 0;
      const outcome = await signUp(desk, desk.request());
      expect(calls).toEqual([
        'UpdateCommand 1',
        'BatchGetCommand 3',
        'BatchGetCommand 3',
        'UpdateCommand 1',
        'BatchGetCommand 3',
        'BatchGetCommand 3',
        'TransactWriteCommand 5',
      ]);
      expect(outcome).toMatchObject({ kind: 'answered', browserToken: expect.stringMatching(/^[\w-]{22}$/) });
    });
  });
}
