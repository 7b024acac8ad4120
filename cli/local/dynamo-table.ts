import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

/** Longest wait for a table to become active, in seconds; on the laptop it is at once. */
const WAIT_SECONDS = 60;

/**
 * Creates the table unless it is there, waits until it is active, and switches expiry on for `ttlAttribute`, if given. Any number of
 * processes may do so at once, and a second run finishes what a killed one left.
 */
export async function createTable(
  client: DynamoDBClient,
  definition: CreateTableCommandInput,
  ttlAttribute: string | undefined,
): Promise<void> {
  try {
    await client.send(new CreateTableCommand(definition));
  } catch (error) {
    if ((error as Error).name !== 'ResourceInUseException') throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: WAIT_SECONDS }, { TableName: definition.TableName });
  if (ttlAttribute === undefined) return;
  const described = await client.send(new DescribeTimeToLiveCommand({ TableName: definition.TableName }));
  if (described.TimeToLiveDescription?.TimeToLiveStatus?.startsWith('ENABL')) return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: definition.TableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: ttlAttribute },
    }),
  );
}
