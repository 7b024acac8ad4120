import { EventEmitter, once } from 'node:events';
import type { Clock } from '../../../lambdas/core/ports.ts';

/** A clock that stands still; who sleeps on it waits until it was moved far enough, or the signal aborts. */
export interface WaitingClock extends Clock {
  /** Moves on; those whose time has come no longer count as asleep, even before they run. */
  forward(ms: number): void;
  /** Resolves when that many sleep. */
  untilAsleep(count?: number): Promise<void>;
}

/** Starts on 24 November 2026, 06:00 UTC. */
export function waitingClock(): WaitingClock {
  let now = Date.parse('2026-11-24T06:00:00.000Z');
  const sleepers = new Map<() => void, number>();
  const bell = new EventEmitter();
  const rouse = (wake: () => void) => {
    sleepers.delete(wake);
    wake();
  };
  return {
    now: () => new Date(now),
    forward(ms) {
      now += ms;
      for (const [wake, until] of [...sleepers]) if (until <= now) rouse(wake);
    },
    async untilAsleep(count = 1) {
      while (sleepers.size < count) await once(bell, 'asleep');
    },
    async sleep(ms, signal) {
      if (signal?.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      sleepers.set(resolve, now + ms);
      signal?.addEventListener('abort', () => rouse(resolve), { once: true });
      bell.emit('asleep');
      await promise;
    },
  };
}
