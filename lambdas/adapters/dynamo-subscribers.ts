import { SHARDS } from '../core/delivery/delivery.ts';
import type { AddOutcome, Subscribers } from '../core/ports.ts';
import type { Subscriber } from '../core/subscribers/subscriber.ts';
import { addressHash } from './address-hash.ts';
import { type DynamoTable, untilSettled } from './dynamo-client.ts';
import { keys } from './dynamo-table.ts';
import { readItem, transact } from './dynamo-write.ts';
import { subscriberOf } from './subscriber-items.ts';
import { getManySubscribers, mergedById, shardMembers } from './subscriber-reads.ts';
import { expiryOf, givesWay, isExpired, matches, suppressed, unsubscribed } from './subscriber-rules.ts';
import {
  deleteGuest,
  lockAddress,
  putEvent,
  putNewProfile,
  putSuppression,
  replaceProfile,
} from './subscriber-writes.ts';

export interface DynamoSubscribersOptions {
  /** Key of the address locks, at least 32 bytes; another key would not find the addresses that are there. */
  readonly addressKey: Uint8Array;
  /** Which part of the system writes, e.g. `cli`: stands in the history of each subscription. */
  readonly source: string;
}

/** Subscribers in DynamoDB: a profile, a lock on the address and a history, changed together in transactions. */
export function dynamoSubscribers(table: DynamoTable, options: DynamoSubscribersOptions): Subscribers {
  const { addressKey, source } = options;
  const hashOf = (email: string) => addressHash(email, addressKey);

  async function get(id: string): Promise<Subscriber | undefined> {
    const item = await readItem(table, keys.profile(id));
    const subscriber = item && subscriberOf(item);
    return subscriber && !isExpired(subscriber, table.clock.now()) ? subscriber : undefined;
  }

  async function findByEmail(email: string): Promise<Subscriber | undefined> {
    const lock = await readItem(table, keys.addressLock(hashOf(email)));
    return lock && get(String(lock['subscriberId']));
  }

  async function add(subscriber: Subscriber): Promise<AddOutcome> {
    const { id, createdAt: at } = subscriber;
    let guest: Subscriber | undefined;
    return untilSettled(table, `adding subscriber ${id}`, async () => {
      const outcome = await transact(table, [
        lockAddress(table, hashOf(subscriber.email), subscriber, guest),
        putNewProfile(table, subscriber),
        putEvent(table, { subscriberId: id, at, type: 'added', source }),
        ...(guest ? [deleteGuest(table, guest)] : []),
      ]);
      if (outcome.kind === 'written') return { kind: 'added' };
      const holder = await findByEmail(subscriber.email);
      guest = holder && givesWay(holder, subscriber) ? holder : undefined;
      if (holder && !guest) return { kind: 'exists', subscriber: holder };
      // Beside a lapsed or yielding guest only a clash of ids is left that another try would not get past.
      if (outcome.failed[1]) {
        throw new Error(`The id ${id} belongs to another subscriber already: make a new one and add again`);
      }
      return undefined;
    });
  }

  async function unsubscribe(id: string, consentVersion: number, at: string) {
    return untilSettled(table, `unsubscribing ${id}`, async () => {
      const before = await get(id);
      const after = unsubscribed(before, consentVersion, at);
      if (typeof after === 'string' || before === undefined) return after as 'already' | 'outdated';
      const outcome = await transact(table, [
        replaceProfile(table, before, after),
        putEvent(table, { subscriberId: id, at, type: 'unsubscribed', source }),
        // A guest's lock would lapse and with it the memory of the refusal.
        ...(before.state === 'guest' ? [lockAddress(table, hashOf(after.email), after, before)] : []),
      ]);
      return outcome.kind === 'written' ? 'done' : undefined;
    });
  }

  const suppress: Subscribers['suppress'] = async (id, cause) =>
    untilSettled(table, `suppressing ${id}`, async () => {
      const before = await get(id);
      const after = suppressed(before, cause);
      if (typeof after === 'string' || before === undefined) return after as 'already' | 'unknown';
      const { at, reason } = cause;
      const hash = hashOf(after.email);
      const outcome = await transact(table, [
        replaceProfile(table, before, after),
        putSuppression(table, hash, cause),
        putEvent(table, { subscriberId: id, at, type: 'suppressed', source, reason }),
        // A guest's or a pending lock would lapse and with it the way from the address to its profile.
        ...(expiryOf(before) === undefined ? [] : [lockAddress(table, hash, after, before)]),
      ]);
      return outcome.kind === 'written' ? 'done' : undefined;
    });

  const choose: Subscribers['choose'] = async (id, consentVersion, choices, at) =>
    untilSettled(table, `choices of ${id}`, async () => {
      const before = await get(id);
      if (before?.state !== 'active' || before.consentVersion !== consentVersion) return 'outdated';
      const { sections, language, edition } = choices;
      const outcome = await transact(table, [
        replaceProfile(table, before, { ...before, sections, language, edition, updatedAt: at }),
        putEvent(table, { subscriberId: id, at, type: 'chose', source }),
      ]);
      return outcome.kind === 'written' ? 'done' : undefined;
    });

  return {
    get,
    getMany: (ids) => getManySubscribers(table, ids),
    findByEmail,
    add,
    unsubscribe,
    suppress,
    choose,
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
