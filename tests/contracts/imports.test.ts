import { afterAll, beforeAll } from 'vitest';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { dynamoStores, memoryStores } from '../support/stores.ts';
import { importsContract } from './imports.contract.ts';

importsContract('memory', async () => memoryStores());

if (dynamoAvailable) {
  let dynamo: TestDynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());
  importsContract('DynamoDB', async () => dynamoStores(await dynamo.table()));
}
