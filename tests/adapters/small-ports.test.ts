import { describe, expect, it } from 'vitest';
import { memoryQueue } from '../../lambdas/adapters/memory/queue.ts';
import { randomIds } from '../../lambdas/adapters/random-ids.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import { testClock } from '../support/stores.ts';

describe('an id', () => {
  it('has 22 URL-safe characters and comes once', () => {
    const ids = Array.from({ length: 1_000 }, () => randomIds.newId());
    expect(new Set(ids).size).toBe(1_000);
    expect(ids.filter((id) => !/^[\w-]{22}$/.test(id))).toEqual([]);
  });
});

describe('the system clock', () => {
  it('wakes a sleeper at once when the signal aborts', async () => {
    const stop = new AbortController();
    const slept = systemClock.sleep(3_600_000, stop.signal);
    stop.abort();
    await expect(slept).resolves.toBeUndefined();
    await expect(systemClock.sleep(3_600_000, stop.signal)).resolves.toBeUndefined();
  });
});

describe('the queue in memory', () => {
  it('hands messages out in the order in which they fall due, once', async () => {
    const clock = testClock();
    const queue = memoryQueue<{ n: number }>(clock);
    await queue.send([{ n: 1 }], { delaySeconds: 60 });
    await queue.send([{ n: 2 }, { n: 3 }]);
    expect(queue.take(1)).toEqual([{ n: 2 }]);
    expect(queue.take()).toEqual([{ n: 3 }]);
    expect(queue.take()).toEqual([]);
    expect(queue.nextAt).toEqual(new Date('2026-11-24T06:01:00.000Z'));
    clock.forward(60_000);
    expect(queue.take()).toEqual([{ n: 1 }]);
    expect([queue.size, queue.nextAt]).toEqual([0, undefined]);
  });

  it('keeps what was sent, not what became of it', async () => {
    const queue = memoryQueue<{ n: number }>(testClock());
    const message = { n: 1 };
    await queue.send([message]);
    message.n = 2;
    expect(queue.take()).toEqual([{ n: 1 }]);
  });

  it('refuses a delay that SQS does not know', async () => {
    await expect(memoryQueue(testClock()).send(['x'], { delaySeconds: 901 })).rejects.toThrow(/0 to 900/);
  });
});
