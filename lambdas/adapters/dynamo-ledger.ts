import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Delivery } from '../core/delivery/delivery.ts';
import type { ClaimOutcome, ClaimRequest, Ledger, Settlement } from '../core/ports.ts';
import { type DynamoTable, queryItems, untilSettled } from './dynamo-client.ts';
import { type ItemKey, keys, TTL_ATTRIBUTE } from './dynamo-table.ts';
import { conditionally, putIf, readItem, type TransactItem, transact } from './dynamo-write.ts';
import {
  claimedRow,
  isSettledAs,
  releasedRow,
  settleableStates,
  settledRow,
  standsInTheWay,
} from './ledger-rules.ts';

type RowKey = Parameters<Ledger['settle']>[0];

/** `state` is a reserved word of DynamoDB's expressions. */
const STATE = { '#state': 'state' };

function deliveryOf(item: Record<string, unknown>): Delivery {
  const { pk: _pk, sk: _sk, ...delivery } = item;
  return delivery as unknown as Delivery;
}

async function readRow(table: DynamoTable, key: ItemKey): Promise<Delivery | undefined> {
  const item = await readItem(table, key);
  return item && deliveryOf(item);
}

/** The reader may be mailed, with the consent they were read with; a guest only until their copy of the data lapses. */
function readerIsMailable(table: DynamoTable, request: ClaimRequest): TransactItem {
  return {
    ConditionCheck: {
      TableName: table.name,
      Key: keys.profile(request.subscriberId),
      ConditionExpression:
        '#state IN (:active, :guest) AND consentVersion = :consent AND (attribute_not_exists(#ttl) OR #ttl > :now)',
      ExpressionAttributeNames: { ...STATE, '#ttl': TTL_ATTRIBUTE },
      ExpressionAttributeValues: {
        ':active': 'active',
        ':guest': 'guest',
        ':consent': request.consentVersion,
        ':now': Math.floor(Date.parse(request.now) / 1000),
      },
    },
  };
}

/** Puts the claim where `old` was seen, and only if it is still exactly that. */
function putClaim(
  table: DynamoTable,
  key: ItemKey,
  claim: Delivery,
  old: Delivery | undefined,
): TransactItem {
  const item = { TableName: table.name, Item: { ...key, ...claim } };
  if (!old) return { Put: { ...item, ConditionExpression: 'attribute_not_exists(pk)' } };
  return {
    Put: {
      ...item,
      ConditionExpression: '#state = :state AND attempt = :attempt AND #at = :at',
      ExpressionAttributeNames: { ...STATE, '#at': 'at' },
      ExpressionAttributeValues: { ':state': old.state, ':attempt': old.attempt, ':at': old.at },
    },
  };
}

/** Supposes that there is no row, which is so for nearly every delivery, and looks only when that proves wrong. */
async function claim(table: DynamoTable, request: ClaimRequest): Promise<ClaimOutcome> {
  const { issueId, shard, subscriberId, retryBefore } = request;
  const key = keys.delivery(issueId, shard, subscriberId);
  let old: Delivery | undefined;
  return untilSettled(table, `claim of issue ${issueId} for subscriber ${subscriberId}`, async () => {
    const row = claimedRow(request, old);
    const outcome = await transact(table, [readerIsMailable(table, request), putClaim(table, key, row, old)]);
    if (outcome.kind === 'written') return { kind: 'claimed', attempt: row.attempt };
    old = await readRow(table, key);
    if (old && standsInTheWay(old, retryBefore)) return { kind: 'taken', delivery: old };
    return outcome.failed[0] ? { kind: 'reader-moved' } : undefined;
  });
}

async function settle(
  table: DynamoTable,
  key: RowKey,
  settlement: Settlement,
  now: string,
): Promise<boolean> {
  const itemKey = keys.delivery(key.issueId, key.shard, key.subscriberId);
  const { state, at, messageId, code, detail } = settledRow(
    { ...key, state: 'claimed', leaseUntil: '', at: '' },
    settlement,
    now,
  );
  const fields = Object.entries({ '#state': state, '#at': at, messageId, code, detail });
  const set = fields.filter(([, value]) => value !== undefined);
  const removed = fields.filter(([, value]) => value === undefined).map(([name]) => name);
  const from = settleableStates(settlement);
  const written = await conditionally(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: itemKey,
        UpdateExpression: `SET ${set.map(([name], n) => `${name} = :v${n}`).join(', ')} REMOVE ${removed.join(', ')}`,
        ConditionExpression: `attempt = :attempt AND #state IN (${from.map((_, n) => `:from${n}`).join(', ')})`,
        ExpressionAttributeNames: { ...STATE, '#at': 'at' },
        ExpressionAttributeValues: {
          ':attempt': key.attempt,
          ...Object.fromEntries(set.map(([, value], n) => [`:v${n}`, value])),
          ...Object.fromEntries(from.map((each, n) => [`:from${n}`, each])),
        },
      }),
    ),
  );
  if (written) return true;
  const row = await readRow(table, itemKey);
  return row !== undefined && isSettledAs(row, key.attempt, settlement);
}

async function release(table: DynamoTable, key: RowKey, now: string): Promise<boolean> {
  const target = {
    TableName: table.name,
    Key: keys.delivery(key.issueId, key.shard, key.subscriberId),
    ConditionExpression: 'attempt = :attempt AND #state = :claimed',
  };
  const mine = { ':attempt': key.attempt, ':claimed': 'claimed' };
  const back = releasedRow({ ...key, state: 'claimed', leaseUntil: '', at: '' }, now);
  if (!back) {
    return conditionally(
      table.client.send(
        new DeleteCommand({
          ...target,
          ExpressionAttributeNames: STATE,
          ExpressionAttributeValues: mine,
        }),
      ),
    );
  }
  return conditionally(
    table.client.send(
      new UpdateCommand({
        ...target,
        UpdateExpression: 'SET #state = :state, #at = :at',
        ExpressionAttributeNames: { ...STATE, '#at': 'at' },
        ExpressionAttributeValues: { ...mine, ':state': back.state, ':at': back.at },
      }),
    ),
  );
}

/** The ledger in DynamoDB; every move is a conditional write, a claim one transaction with the reader's profile. */
export function dynamoLedger(table: DynamoTable): Ledger {
  return {
    claim: (request) => claim(table, request),
    settle: (key, settlement, now) => settle(table, key, settlement, now),
    release: (key, now) => release(table, key, now),
    once: (key, now) =>
      putIf(table, keys.once(key), { at: now }, { ConditionExpression: 'attribute_not_exists(pk)' }),
    async *deliveries(issueId, shard) {
      const items = queryItems(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.delivery(issueId, shard, '').pk },
        ConsistentRead: true,
      });
      for await (const item of items) yield deliveryOf(item);
    },
  };
}
