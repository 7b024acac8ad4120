import { describe, expect, it } from 'vitest';
import { EMPTY_TALLY, type ShardTally, shardsToPlan } from '../../../lambdas/core/delivery/tally.ts';

const UNTIL = '2026-11-24T06:15:00.000Z';
const ALL = Array.from({ length: 16 }, (_, shard) => shard);
const tally = (changes: Partial<ShardTally> = {}): ShardTally => ({
  ...EMPTY_TALLY,
  generation: 0,
  ...changes,
});
const asleep = tally({ open: 2, later: 2, nextDueAt: '2026-11-24T07:00:00.000Z' });
/** All shards alike, but for some. */
const kept = (each: ShardTally, others: readonly (readonly [number, ShardTally])[] = []) =>
  new Map([...ALL.map((shard) => [shard, each] as const), ...others]);
const counted = (terms: Partial<ShardTally['accounting']>) =>
  tally({ accounting: { ...EMPTY_TALLY.accounting, ...terms } });

describe('the shards that a tick plans', () => {
  it('are none while everybody waits for a later hour', () => {
    expect(shardsToPlan(kept(asleep), 0, UNTIL)).toEqual([]);
  });

  it('are those in which an hour begins before the next tick', () => {
    const due = tally({ open: 1, later: 1, nextDueAt: UNTIL });
    expect(shardsToPlan(kept(asleep, [[5, due]]), 0, UNTIL)).toEqual([5]);
  });

  it('are those in which somebody waits for something else', () => {
    const missing = tally({ ...asleep, open: 3 });
    expect(shardsToPlan(kept(asleep, [[2, missing]]), 0, UNTIL)).toEqual([2]);
  });

  it('are those that were never counted, or before the owner opened the issue again', () => {
    const some = kept(asleep);
    some.delete(9);
    expect(shardsToPlan(some, 0, UNTIL)).toEqual([9]);
    expect(shardsToPlan(kept(asleep), 1, UNTIL)).toEqual(ALL);
    expect(shardsToPlan(new Map(), 0, UNTIL)).toEqual(ALL);
  });

  it('are not those that are done, unless an event may still change what was counted', () => {
    const done = counted({ frozen: 3, accepted: 3 });
    const failed = counted({ frozen: 3, accepted: 2, failed: 1 });
    const held = counted({ frozen: 3, accepted: 2, uncertain: 1 });
    const shards = kept(asleep, [
      [1, done],
      [3, failed],
      [4, held],
    ]);
    expect(shardsToPlan(shards, 0, UNTIL)).toEqual([3, 4]);
  });

  it('are all of them where all are done and the issue is open still', () => {
    expect(shardsToPlan(kept(counted({ frozen: 3, accepted: 3 })), 0, UNTIL)).toEqual(ALL);
  });

  it('are all where tallies are of an older version', () => {
    const { later: _, ...older } = asleep;
    expect(shardsToPlan(kept(older as ShardTally), 0, UNTIL)).toEqual(ALL);
  });
});
