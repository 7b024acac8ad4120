import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DynamoTable } from '../../lambdas/adapters/dynamo-client.ts';
import { dynamoRateLease } from '../../lambdas/adapters/dynamo-rate-lease.ts';
import { keys } from '../../lambdas/adapters/dynamo-table.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';

const NOW = Date.parse('2026-11-24T06:00:00.000Z');
const ask = (fields = {}) => ({ count: 10, perSecond: 10, now: NOW, latest: NOW + 15_000, ...fields });

describe.runIf(dynamoAvailable)('the rate lease in DynamoDB', () => {
  let dynamo: TestDynamo;
  let table: DynamoTable;
  let requests: string[];
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());
  beforeEach(async () => {
    const plain = await dynamo.table();
    requests = [];
    const send = (command: { constructor: { name: string } }) => {
      requests.push(command.constructor.name);
      return plain.client.send(command as never);
    };
    table = { ...plain, client: { send } as unknown as DynamoDBDocumentClient };
  });

  it('costs one write a batch, also when two senders take turns', async () => {
    const [one, other] = [dynamoRateLease(table), dynamoRateLease(table)];
    await one.reserve(ask());
    await other.reserve(ask());
    requests.length = 0;
    for (let turn = 0; turn < 3; turn += 1) {
      await one.reserve(ask());
      await other.reserve(ask());
    }
    expect(requests).toEqual(Array.from({ length: 6 }, () => 'UpdateCommand'));
  });

  it('costs one more write after a rest', async () => {
    const lease = dynamoRateLease(table);
    await lease.reserve(ask());
    requests.length = 0;
    const later = NOW + 3_600_000;
    await lease.reserve(ask({ now: later, latest: later + 15_000 }));
    expect(requests).toEqual(['UpdateCommand', 'UpdateCommand']);
  });

  it('goes on when its item was deleted', async () => {
    const lease = dynamoRateLease(table);
    await lease.reserve(ask());
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: keys.rate() }));
    expect((await lease.reserve(ask()))?.count).toBe(10);
    expect((await dynamoRateLease(table).reserve(ask()))?.first).toBe(NOW - 250 + 1000);
  });

  it('hides no fault of the table', async () => {
    const lease = dynamoRateLease({ ...table, name: 'no-such-table' });
    await expect(lease.reserve(ask())).rejects.toThrow(/not found/i);
    await expect(lease.slowDown(NOW)).rejects.toThrow(/not found/i);
  });
});
