import { shardOf } from '../core/delivery/shard.ts';
import { type ChainHead, chainStart } from '../core/subscribers/consent.ts';
import type { StoredSubscription } from '../core/subscribers/store.ts';
import type { Subscriber } from '../core/subscribers/subscriber.ts';
import { index, keys, TTL_ATTRIBUTE } from './dynamo-table.ts';
import { expiryOf } from './subscriber-rules.ts';

const STORED_ONLY = new Set(['pk', 'sk', 'gsi1pk', 'gsi1sk', 'consentN', 'consentHash', TTL_ATTRIBUTE]);

/** The profile in an item, without what only the table needs. */
export function subscriberOf(item: Record<string, unknown>): Subscriber {
  const fields = Object.entries(item).filter(([name]) => !STORED_ONLY.has(name));
  return Object.fromEntries(fields) as unknown as Subscriber;
}

/** Where the profile says that its consent ledger ends. */
export function headOf(item: Record<string, unknown>): ChainHead {
  const hash = item['consentHash'];
  return typeof hash === 'string' ? { n: Number(item['consentN']), hash } : chainStart(String(item['id']));
}

/** The fields of an item without its key and lifetime. */
export function fieldsOf<Fields>(item: Record<string, unknown>): Fields {
  const { pk: _pk, sk: _sk, [TTL_ATTRIBUTE]: _ttl, ...fields } = item;
  return fields as Fields;
}

/** The item of a profile: active readers stand in the index under their shard, all others beside them. */
export function profileItem(subscriber: Subscriber, head?: ChainHead): Record<string, unknown> {
  const shard = shardOf(subscriber.id);
  const expiry = expiryOf(subscriber);
  return {
    ...keys.profile(subscriber.id),
    gsi1pk: subscriber.state === 'active' ? index.audience(shard) : index.others(shard),
    gsi1sk: subscriber.id,
    ...subscriber,
    ...(head && head.n > 0 && { consentN: head.n, consentHash: head.hash }),
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

/** Condition: the profile is still exactly what was read, and nothing was added to its consent ledger. */
export function isUntouched({ subscriber, head }: StoredSubscription) {
  const { state, consentVersion, updatedAt } = subscriber;
  const end = head.n > 0 ? 'consentHash = :hash' : 'attribute_not_exists(consentHash)';
  return {
    ConditionExpression: `#state = :state AND consentVersion = :consent AND updatedAt = :updated AND ${end}`,
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':state': state,
      ':consent': consentVersion,
      ':updated': updatedAt,
      ...(head.n > 0 && { ':hash': head.hash }),
    },
  };
}
