import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type DynamoTable, untilSettled } from './dynamo-client.ts';
import type { ItemKey } from './dynamo-table.ts';

/** One action of a transaction, without the table's name. */
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** What became of a transaction whose conditions may fail. */
export type TransactOutcome =
  | { readonly kind: 'written' }
  /** `failed[i]`: the condition of item i did not hold. All false: a collision or throttling, worth another try. */
  | { readonly kind: 'cancelled'; readonly failed: readonly boolean[] };

/**
 * Reasons that pass by themselves; another one (ValidationError, ItemCollectionSizeLimitExceeded) is a fault of ours. From
 * the list under "Cancellation reasons" in the API reference of TransactWriteItems.
 */
const PASSING = new Set([
  'None',
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/**
 * All or nothing. The token makes the SDK's own retries safe: a repetition of a write that did happen answers "written"
 * instead of failing on our own item (ClientRequestToken, valid for 10 minutes).
 */
export async function transact(table: DynamoTable, items: readonly TransactItem[]): Promise<TransactOutcome> {
  try {
    await table.client.send(
      new TransactWriteCommand({ ClientRequestToken: randomUUID(), TransactItems: [...items] }),
    );
    return { kind: 'written' };
  } catch (error) {
    const reasons = error instanceof TransactionCanceledException ? error.CancellationReasons : undefined;
    if (!reasons || reasons.some((reason) => !PASSING.has(reason.Code ?? 'None'))) throw error;
    return {
      kind: 'cancelled',
      failed: items.map((_, at) => reasons[at]?.Code === 'ConditionalCheckFailed'),
    };
  }
}

/** `true` when the write happened, `false` when its condition did not hold; anything else is thrown. */
export async function conditionally(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/**
 * Puts an item under a condition; `true` when this call wrote it. The mark `by` tells our own item from another's: the SDK
 * repeats a put whose answer was lost, and the repetition fails on what the first one wrote.
 */
export async function putIf(
  table: DynamoTable,
  key: ItemKey,
  fields: Record<string, unknown>,
  condition: Pick<PutCommandInput, 'ConditionExpression' | 'ExpressionAttributeValues'>,
): Promise<boolean> {
  const by = randomUUID();
  const put = new PutCommand({ TableName: table.name, Item: { ...key, ...fields, by }, ...condition });
  if (await conditionally(table.client.send(put))) return true;
  const item = await readItem(table, key);
  return item?.['by'] === by;
}

/** One item as it is now (a strongly consistent read). */
export async function readItem(
  table: DynamoTable,
  key: ItemKey,
): Promise<Record<string, unknown> | undefined> {
  const answer = await table.client.send(
    new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
  );
  return answer.Item;
}

type Keys = NonNullable<NonNullable<BatchGetCommandInput['RequestItems']>[string]['Keys']>;

/**
 * Up to 100 different items in the order of their keys, `undefined` where there is none (strongly consistent). Asks again
 * for what BatchGetItem left out.
 */
export async function readItems(
  table: DynamoTable,
  wanted: readonly ItemKey[],
): Promise<(Record<string, unknown> | undefined)[]> {
  const nameOf = ({ pk, sk }: Record<string, unknown>) => `${pk} ${sk}`;
  const found = new Map<string, Record<string, unknown>>();
  let left: Keys = wanted.map((key) => ({ ...key }));
  return untilSettled(table, `reading ${wanted.length} items`, async () => {
    const answer = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys: left, ConsistentRead: true } } }),
    );
    for (const item of answer.Responses?.[table.name] ?? []) found.set(nameOf(item), item);
    left = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
    return left.length === 0 ? wanted.map((key) => found.get(nameOf({ ...key }))) : undefined;
  });
}
