import { shardOf } from '../core/delivery/shard.ts';
import type { Subscriber } from '../core/subscribers/subscriber.ts';
import { index, keys, TTL_ATTRIBUTE } from './dynamo-table.ts';
import { expiryOf } from './subscriber-rules.ts';

const STORED_ONLY = new Set(['pk', 'sk', 'gsi1pk', 'gsi1sk', TTL_ATTRIBUTE]);

/** The profile in an item, without what only the table needs. */
export function subscriberOf(item: Record<string, unknown>): Subscriber {
  const fields = Object.entries(item).filter(([name]) => !STORED_ONLY.has(name));
  return Object.fromEntries(fields) as unknown as Subscriber;
}

/** The item of a profile: active readers stand in the index under their shard, all others beside them. */
export function profileItem(subscriber: Subscriber): Record<string, unknown> {
  const shard = shardOf(subscriber.id);
  const expiry = expiryOf(subscriber);
  return {
    ...keys.profile(subscriber.id),
    gsi1pk: subscriber.state === 'active' ? index.audience(shard) : index.others(shard),
    gsi1sk: subscriber.id,
    ...subscriber,
    ...(expiry === undefined ? {} : { [TTL_ATTRIBUTE]: expiry }),
  };
}

/** Holds the address for one subscriber; lapses with a guest's profile. */
export function lockItem(hash: string, subscriber: Subscriber): Record<string, unknown> {
  const expiry = expiryOf(subscriber);
  return {
    ...keys.addressLock(hash),
    subscriberId: subscriber.id,
    ...(expiry === undefined ? {} : { [TTL_ATTRIBUTE]: expiry }),
  };
}
