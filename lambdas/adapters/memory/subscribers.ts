import { shardOf } from '../../core/delivery/shard.ts';
import type { Clock, Subscribers } from '../../core/ports.ts';
import { subscriberMoves } from '../../core/subscribers/moves.ts';
import type { Subscriber } from '../../core/subscribers/subscriber.ts';
import { checkIdCount, isExpired, matches } from '../subscriber-rules.ts';
import { memorySubscriptionStore } from './subscription-store.ts';

/** Subscribers in memory, and what `memoryLedger` needs of them. */
export interface MemorySubscribers extends Subscribers {
  /** The profile as it is stored, lapsed ones included; at once, so that a claim stays atomic. */
  stored(id: string): Subscriber | undefined;
}

const byId = (a: Subscriber, b: Subscriber) => Number(a.id > b.id) - Number(a.id < b.id);

/** Subscribers that live as long as their process; `source` as in `DynamoSubscribersOptions`. */
export function memorySubscribers(clock: Clock, source = 'memory'): MemorySubscribers {
  const { profiles, locks, ...store } = memorySubscriptionStore(clock);

  const alive = (id: string | undefined) => {
    const subscriber = id === undefined ? undefined : profiles.get(id);
    return subscriber && !isExpired(subscriber, clock.now()) ? subscriber : undefined;
  };
  const inOrder = () => [...profiles.values()].filter((each) => alive(each.id)).sort(byId);

  return {
    ...store,
    ...subscriberMoves(store, source),
    stored: (id) => profiles.get(id),
    get: async (id) => alive(id),

    async getMany(ids) {
      checkIdCount(ids);
      return new Map(ids.flatMap((id) => alive(id) ?? []).map((each) => [each.id, each]));
    },

    findByEmail: async (email) => alive(locks.get(email.toLowerCase())),

    async *activeReaders({ edition, shard, after = '' }) {
      for (const reader of inOrder()) {
        if (reader.id <= after) continue;
        const wanted = reader.state === 'active' && (edition === undefined || reader.edition === edition);
        if (wanted && shardOf(reader.id) === shard) yield reader;
      }
    },

    async *list(filter) {
      yield* inOrder().filter((each) => matches(each, filter));
    },
  };
}
