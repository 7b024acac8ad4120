import { afterAll, beforeAll } from 'vitest';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { dynamoStores, memoryStores } from '../support/stores.ts';
import { floodsContract } from './floods.contract.ts';

floodsContract('memory', async () => memoryStores());

if (dynamoAvailable) {
  let dynamo: TestDynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());
  floodsContract('DynamoDB', async () => dynamoStores(await dynamo.table()));
}
