import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Flood, Floods, OneClick } from '../core/subscribers/flood.ts';
import { addressHash } from './address-hash.ts';
import { type DynamoTable, queryItems } from './dynamo-client.ts';
import { keys, TTL_ATTRIBUTE } from './dynamo-table.ts';
import { conditionally } from './dynamo-write.ts';
import { fieldsOf } from './subscriber-items.ts';

/** An owner who does not look within this time does not look. */
const KEPT_SECONDS = 30 * 86_400;

/** One-click requests in DynamoDB; `addressKey` hashes the domains. */
export function dynamoFloods(table: DynamoTable, addressKey: Uint8Array): Floods {
  const hashOf = (domain: string) => addressHash(domain, addressKey);
  const expiry = () => Math.floor(table.clock.now().getTime() / 1000) + KEPT_SECONDS;
  const target = (issueId: string, domain: string) => ({
    TableName: table.name,
    Key: keys.flood(issueId, hashOf(domain)),
  });

  return {
    async note(click) {
      const { issueId, domain, subscriberId, ...facts } = click;
      const hash = hashOf(domain);
      await table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: {
            ...keys.oneClick(issueId, hash, subscriberId),
            subscriberId,
            ...facts,
            [TTL_ATTRIBUTE]: expiry(),
          },
        }),
      );
      const counted = await table.client.send(
        new UpdateCommand({
          ...target(issueId, domain),
          UpdateExpression:
            'ADD #count :one SET issueId = :issue, firstAt = if_not_exists(firstAt, :at), lastAt = :at, #ttl = :ttl',
          ExpressionAttributeNames: { '#count': 'count', '#ttl': TTL_ATTRIBUTE },
          ExpressionAttributeValues: { ':one': 1, ':issue': issueId, ':at': click.at, ':ttl': expiry() },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Number(counted.Attributes?.['count']);
    },

    flag: (issueId, domain, at) =>
      conditionally(
        table.client.send(
          new UpdateCommand({
            ...target(issueId, domain),
            UpdateExpression: 'SET #domain = :domain, flaggedAt = :at',
            ConditionExpression: 'attribute_not_exists(flaggedAt)',
            ExpressionAttributeNames: { '#domain': 'domain' },
            ExpressionAttributeValues: { ':domain': domain, ':at': at },
          }),
        ),
      ),

    async *list() {
      const items = queryItems(table, {
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: 'attribute_exists(flaggedAt)',
        ExpressionAttributeValues: { ':pk': keys.flood('', '').pk },
      });
      for await (const item of items) {
        const { flaggedAt: _at, ...flood } = fieldsOf<Flood & { flaggedAt: string }>(item);
        yield flood;
      }
    },

    async *clicks(issueId, domain) {
      const items = queryItems(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.oneClick(issueId, hashOf(domain), '').pk },
        ConsistentRead: true,
      });
      for await (const item of items) {
        yield { issueId, domain, ...fieldsOf<Omit<OneClick, 'issueId' | 'domain'>>(item) };
      }
    },

    async noteUndone(issueId, domain, at) {
      await table.client.send(
        new UpdateCommand({
          ...target(issueId, domain),
          UpdateExpression: 'SET undoneAt = :at',
          ExpressionAttributeValues: { ':at': at },
        }),
      );
    },
  };
}
