import { setImmediate as afterMicrotasks } from 'node:timers/promises';
import type { TestClock } from './stores.ts';

/** A clock on which many may sleep at once: time jumps to the next one who wakes once nobody has anything left to do. */
export interface VirtualClock extends TestClock {
  /** Lets time go on until `work` is done. Throws when all wait for something that is not this clock. */
  run<Result>(work: Promise<Result>): Promise<Result>;
}

/** Starts at `start`, an ISO 8601 instant. For work in memory only: nobody waits for a real input or output. */
export function virtualClock(start = '2026-11-24T06:00:00.000Z'): VirtualClock {
  let now = Date.parse(start);
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => new Date(now),
    iso: () => new Date(now).toISOString(),
    forward: (ms) => {
      now += ms;
    },
    async sleep(ms) {
      const { promise, resolve } = Promise.withResolvers<void>();
      sleepers.push({ at: now + Math.max(0, ms), wake: resolve });
      return promise;
    },
    async run(work) {
      let done = false;
      const end = work.finally(() => {
        done = true;
      });
      end.catch(() => undefined);
      for (;;) {
        await afterMicrotasks();
        if (done) return end;
        const next = Math.min(...sleepers.map(({ at }) => at));
        if (next === Number.POSITIVE_INFINITY) throw new Error('everybody waits, and nobody on this clock');
        now = Math.max(now, next);
        const awake = sleepers.filter(({ at }) => at <= now);
        sleepers = sleepers.filter(({ at }) => at > now);
        for (const { wake } of awake) wake();
      }
    },
  };
}
