import type { Delivery } from '../../core/delivery/delivery.ts';
import type { Ledger } from '../../core/ports.ts';
import {
  claimedRow,
  isSettledAs,
  releasedRow,
  settleableStates,
  settledRow,
  standsInTheWay,
} from '../ledger-rules.ts';
import { isExpired, isMailable } from '../subscriber-rules.ts';
import type { MemorySubscribers } from './subscribers.ts';

type RowKey = Pick<Parameters<Ledger['settle']>[0], 'issueId' | 'shard' | 'subscriberId'>;

/** A ledger that lives as long as its process. Each move happens within one turn of the event loop, so it is atomic. */
export function memoryLedger(subscribers: MemorySubscribers): Ledger {
  const shards = new Map<string, Map<string, Delivery>>();
  const seen = new Set<string>();

  const shardRows = (issueId: string, shard: number) => {
    const name = JSON.stringify([issueId, shard]);
    const rows = shards.get(name) ?? new Map<string, Delivery>();
    shards.set(name, rows);
    return rows;
  };
  const rowsOf = (key: RowKey) => shardRows(key.issueId, key.shard);

  return {
    async claim(request) {
      const rows = rowsOf(request);
      const old = rows.get(request.subscriberId);
      if (old && standsInTheWay(old, request.retryBefore)) return { kind: 'taken', delivery: old };
      const reader = subscribers.stored(request.subscriberId);
      const mailable =
        reader?.consentVersion === request.consentVersion &&
        isMailable(reader) &&
        !isExpired(reader, new Date(request.now));
      if (!mailable) return { kind: 'reader-moved' };
      const row = claimedRow(request, old);
      rows.set(request.subscriberId, row);
      return { kind: 'claimed', attempt: row.attempt };
    },

    async settle(key, settlement, now) {
      const row = rowsOf(key).get(key.subscriberId);
      if (!row) return false;
      if (row.attempt !== key.attempt || !settleableStates(settlement).includes(row.state)) {
        return isSettledAs(row, key.attempt, settlement);
      }
      rowsOf(key).set(key.subscriberId, settledRow(row, settlement, now));
      return true;
    },

    async release(key, now) {
      const rows = rowsOf(key);
      const row = rows.get(key.subscriberId);
      if (row?.state !== 'claimed' || row.attempt !== key.attempt) return false;
      const back = releasedRow(row, now);
      if (back) rows.set(key.subscriberId, back);
      else rows.delete(key.subscriberId);
      return true;
    },

    async once(key) {
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    },

    async *deliveries(issueId, shard) {
      const rows = [...shardRows(issueId, shard).values()];
      yield* rows.sort(
        (a, b) => Number(a.subscriberId > b.subscriberId) - Number(a.subscriberId < b.subscriberId),
      );
    },
  };
}
