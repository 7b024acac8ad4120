import { setImmediate as afterMicrotasks } from 'node:timers/promises';
import { type TestClock, testClock } from '../../support/stores.ts';

/** A clock that only its owner moves; whoever sleeps on it wakes when it gets there. */
export interface WakingClock extends TestClock {
  /** Moves on, and lets those who wake go on to their next call. */
  moveOn(ms: number): Promise<void>;
  /** Milliseconds since 1970 at which the next sleeper wakes; absent: nobody sleeps. */
  nextAt(): number | undefined;
}

export function wakingClock(): WakingClock {
  const clock = testClock();
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    ...clock,
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ at: clock.now().getTime() + Math.max(0, ms), wake });
      }),
    nextAt: () => (sleepers.length === 0 ? undefined : Math.min(...sleepers.map(({ at }) => at))),
    async moveOn(ms) {
      clock.forward(ms);
      const now = clock.now().getTime();
      const awake = sleepers.filter(({ at }) => at <= now);
      sleepers = sleepers.filter(({ at }) => at > now);
      for (const { wake } of awake) wake();
      await afterMicrotasks();
    },
  };
}
