/** Counts the work under way, so that somebody can wait until there is none. */
export interface Activity {
  /** Runs a piece of work; it counts until it has ended, whichever way. */
  track<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Whether nothing is under way. */
  idle(): boolean;
  /** Resolves once nothing is under way; at once when nothing is. */
  whenIdle(): Promise<void>;
}

/** Nothing is under way at first. */
export function activity(): Activity {
  let running = 0;
  let waiting: (() => void)[] = [];
  return {
    async track(work) {
      running += 1;
      try {
        return await work();
      } finally {
        running -= 1;
        if (running === 0) {
          for (const resume of waiting) resume();
          waiting = [];
        }
      }
    },
    idle: () => running === 0,
    async whenIdle() {
      if (running > 0) await new Promise<void>((resume) => waiting.push(resume));
    },
  };
}
