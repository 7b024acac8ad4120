import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askTable } from '../../../cli/doctor/gather/table.ts';
import { known } from '../../../cli/doctor/line.ts';
import type { DynamoTable } from '../../../lambdas/adapters/dynamo-client.ts';
import { keys } from '../../../lambdas/adapters/dynamo-table.ts';
import { tableIdentity } from '../../../lambdas/adapters/table-identity.ts';
import { DATA_VERSION } from '../../../lambdas/core/migrations/migrations.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../../support/dynamo.ts';

describe.runIf(dynamoAvailable)('a table, asked by the doctor', () => {
  let dynamo: TestDynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());
  const ask = (table: DynamoTable) => askTable(table, tableIdentity(table), { protection: false });
  const put = (table: DynamoTable, item: object) =>
    table.client.send(new PutCommand({ TableName: table.name, Item: { ...item } }));

  it('that is new is its own and of the newest version, marked or not', async () => {
    expect(await ask(await dynamo.table())).toEqual(
      known({ own: true, dataVersion: DATA_VERSION, knownVersion: DATA_VERSION }),
    );
  });

  it('that was copied, or that a newer Briefwire wrote, says so', async () => {
    const table = await dynamo.table();
    await put(table, { ...keys.identity(), id: 'another', since: '2026-11-24T06:00:00.000Z' });
    await put(table, { ...keys.dataVersion(), version: DATA_VERSION + 1 });
    expect(await ask(table)).toEqual(
      known({ own: false, dataVersion: DATA_VERSION + 1, knownVersion: DATA_VERSION }),
    );
  });

  it('that may not be read names what is missing', async () => {
    const denied = async () => {
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    };
    const table = { ...(await dynamo.table()), client: { send: denied } as unknown as DynamoTable['client'] };
    expect(await ask(table)).toMatchObject({
      known: false,
      why: expect.stringContaining('dynamodb:GetItem'),
    });
  });
});
