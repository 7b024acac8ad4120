import { type ImportRecord, type Imports, type Standing, takingOut } from '../../core/subscribers/imports.ts';
import { adding } from '../../core/subscribers/moves.ts';
import type { SubscriptionStore } from '../../core/subscribers/store.ts';
import type { Subscriber } from '../../core/subscribers/subscriber.ts';
import { importing } from '../import-rules.ts';

/** Imports into the subscribers of this process. */
export function memoryImports(store: Pick<SubscriptionStore, 'known' | 'change'>, source: string): Imports {
  const records = new Map<string, ImportRecord>();
  const batches = new Map<string, Map<number, readonly string[]>>();

  return {
    async standing(emails) {
      const found = new Map<string, Standing>();
      for (const email of emails) {
        const { address } = await store.known({ email });
        const state = address?.suppression ? 'suppressed' : address?.holder?.subscriber.state;
        if (state) found.set(email.toLowerCase(), state);
      }
      return found;
    },
    async addMany(importId, batch, readers) {
      const noted = batches.get(importId) ?? new Map<number, readonly string[]>();
      batches.set(
        importId,
        noted.set(
          batch,
          readers.map(({ subscriber }) => subscriber.id),
        ),
      );
      const outcomes = [];
      for (const reader of readers) {
        const { id, email } = reader.subscriber;
        const rule = adding(reader.subscriber, importing(importId, reader, source));
        outcomes.push(await store.change({ id, email }, rule));
      }
      return outcomes;
    },
    note: async (record) => void records.set(record.id, record),
    get: async (importId) => records.get(importId),
    async *list() {
      yield* [...records.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
    },
    async *batches(importId) {
      yield* [...(batches.get(importId)?.keys() ?? [])].sort((a, b) => a - b);
    },
    async undo(importId, batch) {
      let removed = 0;
      const kept: Subscriber[] = [];
      for (const id of batches.get(importId)?.get(batch) ?? []) {
        const result = await store.change({ id }, takingOut);
        if (result === 'removed') removed += 1;
        else if (result) kept.push(result);
      }
      if (kept.length === 0) batches.get(importId)?.delete(batch);
      return { removed, kept };
    },
  };
}
