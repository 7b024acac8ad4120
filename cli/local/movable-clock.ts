import type { Clock } from '../../lambdas/core/ports.ts';

/** The longest that a timer waits before it looks at the clock again; Node's timers overflow at 24.8 days. */
const LONGEST_TIMER_MS = 3_600_000;

/** A clock that goes as fast as the machine's own, and jumps when it is told to. */
export interface MovableClock extends Clock {
  /** Jumps forward to that instant; whoever sleeps no longer than that wakes. An instant that is past moves nothing. */
  moveTo(instant: Date): void;
  /** When the first sleeper wakes who lay down for at least `leastMs`; `undefined` when nobody did. */
  nextWake(leastMs?: number): Date | undefined;
}

interface Sleeper {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly ms: number;
  wake(): void;
}

/** Starts at that instant. */
export function movableClock(start: Date): MovableClock {
  let ahead = start.getTime() - Date.now();
  const now = () => Date.now() + ahead;
  const sleepers = new Set<Sleeper>();
  return {
    now: () => new Date(now()),
    sleep(ms, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      let timer: NodeJS.Timeout | undefined;
      const sleeper: Sleeper = {
        at: now() + ms,
        ms,
        wake() {
          clearTimeout(timer);
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      const wait = () => {
        const left = sleeper.at - now();
        if (left <= 0) return sleeper.wake();
        timer = setTimeout(wait, Math.min(left, LONGEST_TIMER_MS));
      };
      sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake);
      if (signal?.aborted) sleeper.wake();
      else wait();
      return promise;
    },
    moveTo(instant) {
      ahead = Math.max(ahead, instant.getTime() - Date.now());
      for (const sleeper of [...sleepers].sort((a, b) => a.at - b.at)) {
        if (sleeper.at <= now()) sleeper.wake();
      }
    },
    nextWake(leastMs = 0) {
      const times = [...sleepers].filter(({ ms }) => ms >= leastMs).map(({ at }) => at);
      return times.length === 0 ? undefined : new Date(Math.min(...times));
    },
  };
}
