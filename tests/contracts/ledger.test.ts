import { afterAll, beforeAll } from 'vitest';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { dynamoStores, memoryStores } from '../support/stores.ts';
import { ledgerContract } from './ledger.contract.ts';
import { ledgerEventsContract } from './ledger-events.contract.ts';
import { ledgerReleaseContract } from './ledger-release.contract.ts';

ledgerContract('memory', async () => memoryStores());
ledgerEventsContract('memory', async () => memoryStores());
ledgerReleaseContract('memory', async () => memoryStores());

if (dynamoAvailable) {
  let dynamo: TestDynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());
  ledgerContract('DynamoDB', async () => dynamoStores(await dynamo.table()));
  ledgerEventsContract('DynamoDB', async () => dynamoStores(await dynamo.table()));
  ledgerReleaseContract('DynamoDB', async () => dynamoStores(await dynamo.table()));
}
