import type { System } from './system.ts';

const LOOK_EVERY_MS = 100;
/** What is left after this waits for `briefwire start`, or the next command. */
const MOST_LOOKS = 100;

/** Works the delivery queue until it is empty, where this process may; elsewhere somebody else does. */
export async function workOff({ work, deliveryQueue, clock }: System): Promise<void> {
  if (!work) return;
  const stop = new AbortController();
  const working = work(stop.signal);
  try {
    for (let look = 0; look < MOST_LOOKS && (await deliveryQueue.depth()) > 0; look += 1) {
      await Promise.race([clock.sleep(LOOK_EVERY_MS), working]);
    }
  } finally {
    stop.abort();
    await working;
  }
}
