import type { KeptSource, StoredTopic, Topics } from '../core/sources/kept.ts';
import { type DynamoTable, queryItems, untilSettled } from './dynamo-client.ts';
import { keys, TTL_ATTRIBUTE, topicMonth } from './dynamo-table.ts';
import { readItem, type TransactItem, transact } from './dynamo-write.ts';
import { monthsOf, TOPIC_SECONDS } from './topic-rules.ts';

/** Sorts behind every id. */
const LAST = '#\uffff';

/** Topics by month and instant, so that a window reads its own items and no others; sources one item each. */
export function dynamoTopics(table: DynamoTable): Topics {
  return {
    async *between({ from, to }) {
      const now = Math.floor(table.clock.now().getTime() / 1000);
      for (const month of monthsOf(from, to)) {
        const items = queryItems(table, {
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': topicMonth(month), ':from': from, ':to': to + LAST },
          ConsistentRead: true,
        });
        for await (const item of items) {
          const { pk: _pk, sk: _sk, [TTL_ATTRIBUTE]: ttl, ...stored } = item;
          // DynamoDB deletes late.
          if (Number(ttl) > now) yield stored as unknown as StoredTopic;
        }
      }
    },

    async source(id) {
      const item = await readItem(table, keys.source(id));
      if (!item) return undefined;
      const { pk: _pk, sk: _sk, ...kept } = item;
      return kept as unknown as KeptSource;
    },

    keep: (source, topics) =>
      untilSettled(table, `keeping the source ${source.id}`, async () => {
        const outcome = await transact(table, [
          putSource(table, source),
          ...topics.map((each) => putTopic(table, each)),
        ]);
        if (outcome.kind === 'written') return 'kept';
        return outcome.failed[0] ? 'outdated' : undefined;
      }),
  };
}

function putSource(table: DynamoTable, source: KeptSource): TransactItem {
  const condition =
    source.revision === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: 'revision = :read',
          ExpressionAttributeValues: { ':read': source.revision },
        };
  const Item = { ...keys.source(source.id), ...source, revision: source.revision + 1 };
  return { Put: { TableName: table.name, Item, ...condition } };
}

function putTopic(table: DynamoTable, stored: StoredTopic): TransactItem {
  const ttl = Math.floor(Date.parse(stored.at) / 1000) + TOPIC_SECONDS;
  const Item = {
    ...keys.topic(stored.at, stored.topic.id, stored.sourceId),
    ...stored,
    [TTL_ATTRIBUTE]: ttl,
  };
  return { Put: { TableName: table.name, Item } };
}
