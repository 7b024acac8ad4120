import { describe, expect, it } from 'vitest';
import { SHARDS } from '../../../lambdas/core/delivery/delivery.ts';
import { shardOf } from '../../../lambdas/core/delivery/shard.ts';

describe('the shard of a subscriber', () => {
  it('is the one it was when the table was first written', () => {
    const ids = ['anna', 'ben', 'AAAAAAAAAAAAAAAAAAAAAA', 'kqZ3m0vJ8Xw1sT5yP7bRdA', ''];
    expect(ids.map(shardOf)).toEqual([5, 7, 10, 4, 3]);
  });

  it('spreads a list evenly', () => {
    const counts = new Array<number>(SHARDS).fill(0);
    for (let n = 0; n < 16_000; n += 1)
      counts[shardOf(`subscriber-${n}`)] = (counts[shardOf(`subscriber-${n}`)] ?? 0) + 1;
    // 1,000 each, with a standard deviation of about 31: five of them either way.
    expect(counts).toHaveLength(SHARDS);
    expect(Math.min(...counts)).toBeGreaterThan(845);
    expect(Math.max(...counts)).toBeLessThan(1_155);
  });
});
