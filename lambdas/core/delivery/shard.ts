import { createHash } from 'node:crypto';
import { SHARDS } from './delivery.ts';

/**
 * The part of the list a subscriber belongs to, 0 … SHARDS - 1: the low bits of the first byte of SHA-256(id). It is part
 * of stored keys and of frozen audiences, so it never changes; the numbers in its test hold it still.
 */
export function shardOf(subscriberId: string): number {
  const [first = 0] = createHash('sha256').update(subscriberId).digest();
  return first % SHARDS;
}
