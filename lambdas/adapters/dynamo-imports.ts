import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  type ImportedReader,
  type ImportRecord,
  type Imports,
  type Standing,
  takingOut,
} from '../core/subscribers/imports.ts';
import { type AddOutcome, adding } from '../core/subscribers/moves.ts';
import type { Write } from '../core/subscribers/store.ts';
import type { Subscriber } from '../core/subscribers/subscriber.ts';
import { addressHash } from './address-hash.ts';
import { type DynamoTable, queryItems, untilSettled } from './dynamo-client.ts';
import type { DynamoSubscribersOptions } from './dynamo-subscribers.ts';
import { dynamoSubscriptionStore } from './dynamo-subscription-store.ts';
import { type ItemKey, keys, TTL_ATTRIBUTE } from './dynamo-table.ts';
import { readItem, readItems, transact } from './dynamo-write.ts';
import { blindWrites, importing, UNDO_DAYS } from './import-rules.ts';
import { fieldsOf, headOf, subscriberOf } from './subscriber-items.ts';
import { isExpired } from './subscriber-rules.ts';
import { transactItems } from './subscription-writes.ts';

/** Imports in DynamoDB: 25 readers a transaction. */
export function dynamoImports(table: DynamoTable, options: DynamoSubscribersOptions): Imports {
  const { addressKey, source } = options;
  const store = dynamoSubscriptionStore(table, addressKey);
  const hashOf = (email: string) => addressHash(email, addressKey);
  const itemsOf = (writes: readonly Write[]) =>
    writes.flatMap((write) => transactItems(table, addressKey, write));
  const expiry = () => Math.floor(table.clock.now().getTime() / 1000) + UNDO_DAYS * 86_400;
  const put = (key: ItemKey, fields: object) =>
    table.client.send(
      new PutCommand({ TableName: table.name, Item: { ...key, ...fields, [TTL_ATTRIBUTE]: expiry() } }),
    );

  /** The profiles of these ids in their order, those that have lapsed left out. */
  async function profiles(ids: readonly string[]) {
    const items = ids.length === 0 ? [] : await readItems(table, ids.map(keys.profile));
    const now = table.clock.now();
    return items.flatMap((item) => {
      const subscriber = item && subscriberOf(item);
      return item && subscriber && !isExpired(subscriber, now) ? [{ subscriber, head: headOf(item) }] : [];
    });
  }

  return {
    async standing(emails) {
      const found = new Map<string, Standing>();
      const hashes = [...new Set(emails.map((email) => hashOf(email)))];
      if (hashes.length === 0) return found;
      const items = await readItems(
        table,
        hashes.flatMap((hash) => [keys.addressLock(hash), keys.suppression(hash)]),
      );
      const ids = items.flatMap((item) => (item?.['subscriberId'] ? [String(item['subscriberId'])] : []));
      const known = new Map((await profiles(ids)).map(({ subscriber }) => [subscriber.id, subscriber]));
      for (const email of emails) {
        const at = 2 * hashes.indexOf(hashOf(email));
        const holder = known.get(String(items[at]?.['subscriberId']));
        const state = items[at + 1] ? 'suppressed' : holder?.state;
        if (state) found.set(email.toLowerCase(), state);
      }
      return found;
    },

    async addMany(importId, batch, readers) {
      await put(keys.importBatch(importId, batch), { ids: readers.map(({ subscriber }) => subscriber.id) });
      const outcomes = new Map<ImportedReader, AddOutcome>();
      let left = [...readers];
      await untilSettled(table, `adding batch ${batch} of import ${importId}`, async () => {
        if (left.length === 0) return true;
        const parts = left.map((reader) => itemsOf(blindWrites(reader, importing(importId, reader, source))));
        const outcome = await transact(table, parts.flat());
        const failed = outcome.kind === 'written' ? [] : outcome.failed;
        let at = 0;
        const refused = left.filter((_, n) => {
          const until = at + (parts[n]?.length ?? 0);
          const some = failed.slice(at, until).includes(true);
          at = until;
          return some;
        });
        // Somebody is known by that address, or it is suppressed, or a guest makes way: the rule looks.
        for (const reader of refused) {
          const { id, email } = reader.subscriber;
          const rule = adding(reader.subscriber, importing(importId, reader, source));
          outcomes.set(reader, await store.change({ id, email }, rule));
        }
        left = left.filter((reader) => !refused.includes(reader));
        if (outcome.kind === 'cancelled') return undefined;
        for (const reader of left) outcomes.set(reader, { kind: 'added' });
        return true;
      });
      return readers.map((reader) => outcomes.get(reader) ?? { kind: 'added' });
    },

    note: async (record) => void (await put(keys.importRecord(record.id), record)),

    async get(importId) {
      const item = await readItem(table, keys.importRecord(importId));
      return item && fieldsOf<ImportRecord>(item);
    },

    async *list() {
      const items = queryItems(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.importRecord('').pk },
        ScanIndexForward: false,
      });
      for await (const item of items) yield fieldsOf<ImportRecord>(item);
    },

    async *batches(importId) {
      const items = queryItems(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.importBatch(importId, 0).pk },
        ProjectionExpression: 'sk',
      });
      for await (const item of items) yield Number(item['sk']);
    },

    async undo(importId, batch) {
      const key = keys.importBatch(importId, batch);
      const ids = ((await readItem(table, key))?.['ids'] ?? []) as string[];
      let removed = 0;
      const kept = new Map<string, Subscriber>();
      await untilSettled(table, `undoing batch ${batch} of import ${importId}`, async () => {
        const found = await profiles(ids.filter((id) => !kept.has(id)));
        const decided = found.map((subscription) => takingOut({ subscription }));
        for (const { result } of decided) if (typeof result === 'object') kept.set(result.id, result);
        const out = decided.filter(({ result }) => result === 'removed');
        if (out.length === 0) return true;
        const outcome = await transact(table, itemsOf(out.flatMap(({ writes = [] }) => writes)));
        if (outcome.kind === 'cancelled') return undefined;
        removed = out.length;
        return true;
      });
      if (kept.size === 0) await table.client.send(new DeleteCommand({ TableName: table.name, Key: key }));
      else await put(key, { ids: [...kept.keys()] });
      return { removed, kept: [...kept.values()] };
    },
  };
}
