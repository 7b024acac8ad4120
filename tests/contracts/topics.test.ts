import { afterAll, beforeAll } from 'vitest';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { dynamoStores, memoryStores } from '../support/stores.ts';
import { topicsContract } from './topics.contract.ts';

topicsContract('memory', async () => memoryStores());

if (dynamoAvailable) {
  let dynamo: TestDynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());
  topicsContract('DynamoDB', async () => dynamoStores(await dynamo.table()));
}
