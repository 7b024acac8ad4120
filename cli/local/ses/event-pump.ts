import type { Clock, Report } from '../../../lambdas/core/ports.ts';
import type { OutboxEvent, OutboxStore } from './store.ts';

/** Takes events in order; when it throws, the same ones come again. */
export type EventListener = (events: readonly OutboxEvent[]) => Promise<void>;

const CURSOR = 'listener';
const LOOK_MS = 200;
const LONGEST_PAUSE_MS = 30_000;
const BATCH = 100;

/**
 * Hands published events to a listener until it is stopped. How far it came is kept in the outbox: what was not taken
 * before a crash is handed over after it. Reports `events-not-taken` when the listener throws.
 */
export function pumpEvents(store: OutboxStore, listener: EventListener, clock: Clock, report: Report) {
  const stopped = new AbortController();
  const running = pump(store, listener, { clock, report, signal: stopped.signal });
  return {
    async stop(): Promise<void> {
      stopped.abort();
      await running;
    },
  };
}

/**
 * Hands over every published event that the listener has not taken yet; resolves when there is none, or between two
 * batches when `goOn` says no. Throws what the listener throws.
 */
export async function handOver(
  store: Pick<OutboxStore, 'events' | 'cursor' | 'moveCursor'>,
  listener: EventListener,
  goOn: () => boolean = () => true,
): Promise<void> {
  while (goOn()) {
    const events = store.events(store.cursor(CURSOR), BATCH);
    const last = events.at(-1);
    if (!last) return;
    await listener(events);
    store.moveCursor(CURSOR, last.seq);
  }
}

/** Whether there is a published event that the listener has not taken yet. */
export function hasUntaken(store: Pick<OutboxStore, 'events' | 'cursor'>): boolean {
  return store.events(store.cursor(CURSOR), 1).length > 0;
}

interface Surroundings {
  readonly clock: Clock;
  readonly report: Report;
  readonly signal: AbortSignal;
}

async function pump(store: OutboxStore, listener: EventListener, { clock, report, signal }: Surroundings) {
  let pause = LOOK_MS;
  while (!signal.aborted) {
    try {
      await handOver(store, listener, () => !signal.aborted);
      pause = LOOK_MS;
    } catch (error) {
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      report({ code: 'events-not-taken', againInMs: pause, error });
    }
    await clock.sleep(pause, signal);
  }
}
