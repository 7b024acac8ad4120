import { SHARDS } from '../core/delivery/delivery.ts';
import type { Subscribers } from '../core/ports.ts';
import { subscriberMoves } from '../core/subscribers/moves.ts';
import type { Subscriber } from '../core/subscribers/subscriber.ts';
import { addressHash } from './address-hash.ts';
import type { DynamoTable } from './dynamo-client.ts';
import { dynamoSubscriptionStore } from './dynamo-subscription-store.ts';
import { keys } from './dynamo-table.ts';
import { readItem } from './dynamo-write.ts';
import { subscriberOf } from './subscriber-items.ts';
import { getManySubscribers, mergedById, shardMembers } from './subscriber-reads.ts';
import { isExpired, matches } from './subscriber-rules.ts';

export interface DynamoSubscribersOptions {
  /** Key of the address locks, at least 32 bytes; another key would not find the addresses that are there. */
  readonly addressKey: Uint8Array;
  /** Which part of the system writes, e.g. `cli`: stands in the consent ledger of each subscription. */
  readonly source: string;
}

/** Subscribers in DynamoDB: a profile, a lock on the address and a consent ledger, changed together in transactions. */
export function dynamoSubscribers(table: DynamoTable, options: DynamoSubscribersOptions): Subscribers {
  const { addressKey, source } = options;
  const store = dynamoSubscriptionStore(table, addressKey);

  async function get(id: string): Promise<Subscriber | undefined> {
    const item = await readItem(table, keys.profile(id));
    const subscriber = item && subscriberOf(item);
    return subscriber && !isExpired(subscriber, table.clock.now()) ? subscriber : undefined;
  }

  return {
    ...store,
    ...subscriberMoves(store, source),
    get,
    getMany: (ids) => getManySubscribers(table, ids),
    async findByEmail(email) {
      const lock = await readItem(table, keys.addressLock(addressHash(email, addressKey)));
      return lock && get(String(lock['subscriberId']));
    },
    activeReaders: ({ shard, ...query }) => shardMembers(table, 'audience', shard, query),
    async *list(filter) {
      for (let shard = 0; shard < SHARDS; shard += 1) {
        const everyone = mergedById(
          shardMembers(table, 'audience', shard),
          shardMembers(table, 'others', shard),
        );
        for await (const subscriber of everyone) if (matches(subscriber, filter)) yield subscriber;
      }
    },
  };
}
