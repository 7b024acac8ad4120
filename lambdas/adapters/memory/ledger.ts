import type { Delivery } from '../../core/delivery/delivery.ts';
import type { DeliveryKey, Ledger } from '../../core/ports.ts';
import { isMailable } from '../../core/subscribers/subscriber.ts';
import {
  claimedRow,
  excludedRow,
  isClaim,
  isSettledAs,
  recordedRow,
  releasedRow,
  settleableStates,
  settledRow,
  standsInTheWay,
} from '../ledger-rules.ts';
import { isExpired } from '../subscriber-rules.ts';
import type { MemorySubscribers } from './subscribers.ts';

/** A ledger that lives as long as its process. Each move happens within one turn of the event loop, so it is atomic. */
export function memoryLedger(subscribers: MemorySubscribers): Ledger {
  const shards = new Map<string, Map<string, Delivery>>();
  const seen = new Set<string>();
  const counters = new Map<string, Record<string, number>>();
  let lastMailAt: string | undefined;

  const shardRows = (issueId: string, shard: number) => {
    const name = JSON.stringify([issueId, shard]);
    const rows = shards.get(name) ?? new Map<string, Delivery>();
    shards.set(name, rows);
    return rows;
  };
  const rowsOf = (key: DeliveryKey) => shardRows(key.issueId, key.shard);

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
      if (!row || !isClaim(row, key)) return false;
      const back = releasedRow(row, now);
      if (back) rows.set(key.subscriberId, back);
      else rows.delete(key.subscriberId);
      return true;
    },

    async record(key, event, now) {
      const row = rowsOf(key).get(key.subscriberId);
      if (!row) return { kind: 'no-row' };
      const { row: delivery, fresh } = recordedRow(row, event, now);
      rowsOf(key).set(key.subscriberId, delivery);
      return { kind: 'recorded', fresh, delivery };
    },

    async exclude(key, reason, detail, now) {
      const rows = rowsOf(key);
      if (rows.has(key.subscriberId)) return false;
      rows.set(key.subscriberId, excludedRow(key, reason, detail, now));
      return true;
    },

    delivery: async (key) => rowsOf(key).get(key.subscriberId),

    async once(key) {
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    },

    async *deliveries(issueId, shard, range) {
      const rows = [...shardRows(issueId, shard).values()].filter(
        ({ subscriberId }) => !range || (subscriberId >= range.from && subscriberId <= range.to),
      );
      yield* rows.sort(
        (a, b) => Number(a.subscriberId > b.subscriberId) - Number(a.subscriberId < b.subscriberId),
      );
    },

    async count(issueId, amounts) {
      const sums = counters.get(issueId) ?? {};
      for (const [name, amount] of Object.entries(amounts)) sums[name] = (sums[name] ?? 0) + amount;
      counters.set(issueId, sums);
    },

    counters: async (issueId) => ({ ...counters.get(issueId) }),

    async feedbackSeen(mailAt) {
      if (lastMailAt === undefined || lastMailAt < mailAt) lastMailAt = mailAt;
    },

    lastFeedback: async () => lastMailAt,
  };
}
