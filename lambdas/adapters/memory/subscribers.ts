import { shardOf } from '../../core/delivery/shard.ts';
import type { Clock, Subscribers } from '../../core/ports.ts';
import type { Subscriber } from '../../core/subscribers/subscriber.ts';
import { checkIdCount, givesWay, isExpired, matches, suppressed, unsubscribed } from '../subscriber-rules.ts';

/** Subscribers in memory, and what `memoryLedger` needs of them. */
export interface MemorySubscribers extends Subscribers {
  /** The profile as it is stored, lapsed guests included; at once, so that a claim stays atomic. */
  stored(id: string): Subscriber | undefined;
}

const byId = (a: Subscriber, b: Subscriber) => Number(a.id > b.id) - Number(a.id < b.id);

/** Subscribers that live as long as their process. */
export function memorySubscribers(clock: Clock): MemorySubscribers {
  const profiles = new Map<string, Subscriber>();
  /** Address in lower case → subscriber id. */
  const locks = new Map<string, string>();

  const alive = (id: string | undefined) => {
    const subscriber = id === undefined ? undefined : profiles.get(id);
    return subscriber && !isExpired(subscriber, clock.now()) ? subscriber : undefined;
  };
  const inOrder = () => [...profiles.values()].filter((each) => alive(each.id)).sort(byId);

  return {
    stored: (id) => profiles.get(id),
    get: async (id) => alive(id),

    async getMany(ids) {
      checkIdCount(ids);
      return new Map(ids.flatMap((id) => alive(id) ?? []).map((each) => [each.id, each]));
    },

    findByEmail: async (email) => alive(locks.get(email.toLowerCase())),

    async add(subscriber) {
      const address = subscriber.email.toLowerCase();
      const holder = alive(locks.get(address));
      if (holder && !givesWay(holder, subscriber)) return { kind: 'exists', subscriber: holder };
      if (profiles.has(subscriber.id)) {
        throw new Error(
          `The id ${subscriber.id} belongs to another subscriber already: make a new one and add again`,
        );
      }
      if (holder) profiles.delete(holder.id);
      locks.set(address, subscriber.id);
      profiles.set(subscriber.id, { ...subscriber });
      return { kind: 'added' };
    },

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

    async unsubscribe(id, consentVersion, at) {
      const after = unsubscribed(alive(id), consentVersion, at);
      if (typeof after === 'string') return after;
      profiles.set(id, after);
      return 'done';
    },

    async suppress(id, cause) {
      const after = suppressed(alive(id), cause);
      if (typeof after === 'string') return after;
      profiles.set(id, after);
      return 'done';
    },

    async choose(id, consentVersion, { sections, language, edition }, at) {
      const before = alive(id);
      if (before?.state !== 'active' || before.consentVersion !== consentVersion) return 'outdated';
      profiles.set(id, { ...before, sections, language, edition, updatedAt: at });
      return 'done';
    },
  };
}
