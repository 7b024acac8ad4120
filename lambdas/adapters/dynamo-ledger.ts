import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Delivery } from '../core/delivery/delivery.ts';
import type { ClaimOutcome, ClaimRequest, Ledger } from '../core/ports.ts';
import { type DynamoTable, queryItems, untilSettled } from './dynamo-client.ts';
import { record, release, settle } from './dynamo-settle.ts';
import { type ItemKey, keys, TTL_ATTRIBUTE } from './dynamo-table.ts';
import { conditionally, putIf, readItem, type TransactItem, transact } from './dynamo-write.ts';
import { deliveryOf, itemOf, readRow } from './ledger-items.ts';
import { claimedRow, excludedRow, standsInTheWay } from './ledger-rules.ts';

/** `state` is a reserved word of DynamoDB's expressions. */
const STATE = { '#state': 'state' };

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
  const item = { TableName: table.name, Item: itemOf(key, claim) };
  if (!old) return { Put: { ...item, ConditionExpression: 'attribute_not_exists(pk)' } };
  return {
    Put: {
      ...item,
      ConditionExpression:
        '#state = :state AND attempt = :attempt AND #at = :at AND attribute_not_exists(messageId)',
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

async function count(
  table: DynamoTable,
  issueId: string,
  amounts: Readonly<Record<string, number>>,
): Promise<void> {
  const entries = Object.entries(amounts).filter(([, amount]) => amount !== 0);
  if (entries.length === 0) return;
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.counters(issueId),
      UpdateExpression: `ADD ${entries.map((_, index) => `#n${index} :n${index}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(entries.map(([name], index) => [`#n${index}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        entries.map(([, amount], index) => [`:n${index}`, amount]),
      ),
    }),
  );
}

/** Moves the instant forward only: events come in any order. */
async function feedbackSeen(table: DynamoTable, mailAt: string): Promise<void> {
  await conditionally(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.feedback(),
        UpdateExpression: 'SET lastMailAt = :at',
        ConditionExpression: 'attribute_not_exists(lastMailAt) OR lastMailAt < :at',
        ExpressionAttributeValues: { ':at': mailAt },
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
    record: (key, seen, now) => record(table, key, seen, now),
    exclude: (key, reason, detail, now) => {
      const itemKey = keys.delivery(key.issueId, key.shard, key.subscriberId);
      const item = itemOf(itemKey, excludedRow(key, reason, detail, now));
      return putIf(table, itemKey, item, { ConditionExpression: 'attribute_not_exists(pk)' });
    },
    delivery: (key) => readRow(table, keys.delivery(key.issueId, key.shard, key.subscriberId)),
    once: (key, now) =>
      putIf(table, keys.once(key), { at: now }, { ConditionExpression: 'attribute_not_exists(pk)' }),
    async *deliveries(issueId, shard, range) {
      const at = (id: string) => keys.delivery(issueId, shard, id);
      const items = queryItems(table, {
        KeyConditionExpression: range ? 'pk = :pk AND sk BETWEEN :from AND :to' : 'pk = :pk',
        ExpressionAttributeValues: {
          ':pk': at('').pk,
          ...(range && { ':from': at(range.from).sk, ':to': at(range.to).sk }),
        },
        ConsistentRead: true,
      });
      for await (const item of items) yield deliveryOf(item);
    },
    count: (issueId, amounts) => count(table, issueId, amounts),
    async counters(issueId) {
      const item = (await readItem(table, keys.counters(issueId))) ?? {};
      const { pk: _pk, sk: _sk, ...sums } = item;
      return sums as Record<string, number>;
    },
    feedbackSeen: (mailAt) => feedbackSeen(table, mailAt),
    async lastFeedback() {
      const last = (await readItem(table, keys.feedback()))?.['lastMailAt'];
      return typeof last === 'string' ? last : undefined;
    },
  };
}
