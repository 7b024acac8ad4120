import type { Subscriber } from '../core/subscribers/subscriber.ts';
import { type DynamoTable, queryItems } from './dynamo-client.ts';
import { GSI1, index, keys } from './dynamo-table.ts';
import { readItems } from './dynamo-write.ts';
import { subscriberOf } from './subscriber-items.ts';
import { checkIdCount, isExpired } from './subscriber-rules.ts';

/** `Subscribers.getMany`: one BatchGetItem, asked again for what it left out (above 16 MB, or throttled). */
export async function getManySubscribers(
  table: DynamoTable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Subscriber>> {
  checkIdCount(ids);
  const found = new Map<string, Subscriber>();
  if (ids.length === 0) return found;
  const now = table.clock.now();
  for (const item of await readItems(table, [...new Set(ids)].map(keys.profile))) {
    const subscriber = item && subscriberOf(item);
    if (subscriber && !isExpired(subscriber, now)) found.set(subscriber.id, subscriber);
  }
  return found;
}

/** Which members of a partition: of one edition, behind an id. */
export interface MemberQuery {
  readonly edition?: string | undefined;
  readonly after?: string | undefined;
}

/** One partition of the index, in order of id, or a part of it; a moment behind the table, as an index is. */
export async function* shardMembers(
  table: DynamoTable,
  part: keyof typeof index,
  shard: number,
  { edition, after }: MemberQuery = {},
): AsyncGenerator<Subscriber> {
  const items = queryItems(table, {
    IndexName: GSI1,
    KeyConditionExpression: after === undefined ? 'gsi1pk = :pk' : 'gsi1pk = :pk AND gsi1sk > :after',
    ExpressionAttributeValues: {
      ':pk': index[part](shard),
      ...(after !== undefined && { ':after': after }),
      ...(edition !== undefined && { ':edition': edition }),
    },
    ...(edition !== undefined && {
      FilterExpression: '#edition = :edition',
      ExpressionAttributeNames: { '#edition': 'edition' },
    }),
  });
  const now = table.clock.now();
  for await (const item of items) {
    const subscriber = subscriberOf(item);
    if (!isExpired(subscriber, now)) yield subscriber;
  }
}

/** Two ordered sequences as one; who moved from one to the other meanwhile, so that both had them, comes once. */
export async function* mergedById(
  left: AsyncGenerator<Subscriber>,
  right: AsyncGenerator<Subscriber>,
): AsyncGenerator<Subscriber> {
  try {
    let [a, b] = [await left.next(), await right.next()];
    while (!a.done || !b.done) {
      const takeLeft = !a.done && (b.done || a.value.id <= b.value.id);
      if (takeLeft && !a.done) {
        if (!b.done && b.value.id === a.value.id) b = await right.next();
        yield a.value;
        a = await left.next();
      } else if (!b.done) {
        yield b.value;
        b = await right.next();
      }
    }
  } finally {
    await Promise.all([left.return(undefined), right.return(undefined)]);
  }
}
