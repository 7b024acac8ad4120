import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../core/ports.ts';
import { SigningHash } from './signing-hash.ts';

/** What every DynamoDB adapter needs: where the table is, and a clock for waiting and for expired items. */
export interface DynamoTable {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  readonly clock: Clock;
}

/**
 * Answers come within milliseconds; one that takes longer than this is lost, and our writes can be repeated. All tries of
 * a settlement together stay within the lease of its claim.
 */
const ANSWER_MS = 5_000;
const CONNECTION_MS = 2_000;

/** Region, credentials and `AWS_ENDPOINT_URL_DYNAMODB` come from the environment unless `config` says otherwise. */
export function documentClient(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const requestHandler = {
    connectionTimeout: CONNECTION_MS,
    requestTimeout: ANSWER_MS,
    throwOnRequestTimeout: true,
  };
  const client = new DynamoDBClient({ maxAttempts: 5, requestHandler, sha256: SigningHash, ...config });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** Every item of a query, page by page: a page is fetched when the one before it was used up. */
export async function* queryItems(
  table: DynamoTable,
  input: Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey'>,
): AsyncGenerator<Record<string, unknown>> {
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await table.client.send(
      new QueryCommand({
        ...input,
        TableName: table.name,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    yield* page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}

/** The table stayed too busy for one write; nothing was written. */
export class TableBusy extends Error {
  override name = 'TableBusy';
}

const TRIES = 10;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Calls `attempt` until it returns something else than `undefined`, which says that another writer was in the way. Pauses
 * grow from 25 ms to 1 s and are drawn at random ("full jitter"), so that those who collided once do not collide again.
 * Throws `TableBusy` after 10 tries, about 4 s.
 */
export async function untilSettled<Result>(
  table: DynamoTable,
  what: string,
  attempt: () => Promise<Result | undefined>,
): Promise<Result> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    if (tried > 0) {
      const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tried - 1));
      await table.clock.sleep(Math.ceil(Math.random() * ceiling));
    }
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw new TableBusy(
    `${what}: other writers were in the way ${TRIES} times in a row; nothing was written, try again`,
  );
}
