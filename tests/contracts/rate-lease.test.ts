import { afterAll, beforeAll } from 'vitest';
import { dynamoRateLease } from '../../lambdas/adapters/dynamo-rate-lease.ts';
import { memoryRateLease } from '../../lambdas/adapters/memory/rate-lease.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { rateLeaseContract } from './rate-lease.contract.ts';

rateLeaseContract('memory', async () => {
  const lease = memoryRateLease();
  return () => lease;
});

if (dynamoAvailable) {
  let dynamo: TestDynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());
  rateLeaseContract('DynamoDB', async () => {
    const table = await dynamo.table();
    return () => dynamoRateLease(table);
  });
}
