import { DescribeContinuousBackupsCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoTable } from '../../../lambdas/adapters/dynamo-client.ts';
import { pendingMigrations } from '../../../lambdas/adapters/migrate-table.ts';
import type { TableIdentity } from '../../../lambdas/adapters/table-identity.ts';
import { changesItems, DATA_VERSION } from '../../../lambdas/core/migrations/migrations.ts';
import type { TableFacts } from '../facts.ts';
import type { Gathered } from '../line.ts';
import { asking } from './asking.ts';

/** What a table says of itself; `protection` also asks how it is kept, which only AWS knows. */
export function askTable(
  table: DynamoTable,
  identity: TableIdentity,
  { protection }: { readonly protection: boolean },
): Promise<Gathered<TableFacts>> {
  const actions = ['GetItem', 'DescribeTable', ...(protection ? ['DescribeContinuousBackups'] : [])];
  return asking(`dynamodb:${actions.join(', dynamodb:')}`, async () => {
    const { kind } = await identity.check();
    const plan = await pendingMigrations(table);
    // Data that only lack the mark are as this code writes them.
    const dataVersion = plan.kind === 'newer' || changesItems(plan) ? plan.from : DATA_VERSION;
    const facts = { own: kind === 'own', dataVersion, knownVersion: DATA_VERSION };
    return protection ? { ...facts, ...(await protectionOf(table)) } : facts;
  });
}

async function protectionOf({ client, name: TableName }: DynamoTable) {
  const [{ Table }, { ContinuousBackupsDescription: backups }] = await Promise.all([
    client.send(new DescribeTableCommand({ TableName })),
    client.send(new DescribeContinuousBackupsCommand({ TableName })),
  ]);
  const status = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  return {
    pointInTimeRecovery: status === 'ENABLED',
    deletionProtection: Table?.DeletionProtectionEnabled ?? false,
  };
}
