import { afterAll, beforeAll } from 'vitest';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { dynamoStores, memoryStores } from '../support/stores.ts';
import { laterContract } from './later.contract.ts';
import { signingUpContract } from './signing-up.contract.ts';

signingUpContract('memory', async () => memoryStores());
laterContract('memory', async () => memoryStores());

if (dynamoAvailable) {
  let dynamo: TestDynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());
  signingUpContract('DynamoDB', async () => dynamoStores(await dynamo.table()));
  laterContract('DynamoDB', async () => dynamoStores(await dynamo.table()));
}
