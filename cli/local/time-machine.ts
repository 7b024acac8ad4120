import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Activity, activity } from './activity.ts';
import { type MovableClock, movableClock } from './movable-clock.ts';
import { hasUntaken } from './ses/event-pump.ts';
import type { OutboxStore } from './ses/store.ts';
import type { Stores } from './stores.ts';

/** Who sleeps for less only looks whether there is work: no event of the system. */
const LEAST_EVENT_MS = 5_000;

/** What makes a laptop's system a time machine. */
export interface TimeMachine {
  readonly clock: MovableClock;
  readonly activity: Activity;
}

/** A time machine whose clock starts at that instant. */
export function timeMachine(start: Date): TimeMachine {
  return { clock: movableClock(start), activity: activity() };
}

/** What of a system can still have something to do now. */
export interface Watched {
  readonly queues: readonly Pick<Stores['planQueue'], 'counts' | 'nextAt'>[];
  readonly outbox: Pick<OutboxStore, 'events' | 'cursor'>;
}

/**
 * Lets time go on up to an instant, from event to event: a slot, a tick, a poll, a message that becomes visible. The clock
 * jumps only while nothing is under way, so nothing in between is missed. Resolves when all that is due then is done.
 */
export async function runUntil(
  { clock, activity }: TimeMachine,
  watched: Watched,
  until: Date,
): Promise<void> {
  for (;;) {
    await atRest(activity);
    const left = hasWork(watched);
    const next = left ? clock.nextWake() : nextEvent(clock, watched);
    if (!left && (next === undefined || next > until)) {
      if (clock.now() >= until) return;
      clock.moveTo(until);
    } else if (next) clock.moveTo(next);
    else await clock.sleep(10);
  }
}

/** One piece of work may end with the beginning of the next one: some turns of the event loop tell. */
async function atRest(activity: Activity): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await activity.whenIdle();
    await nextTurn();
    quiet = activity.idle() ? quiet + 1 : 0;
  }
}

function hasWork({ queues, outbox }: Watched): boolean {
  return queues.some((queue) => queue.counts().visible > 0) || hasUntaken(outbox);
}

function nextEvent(clock: MovableClock, { queues }: Watched): Date | undefined {
  const times = [clock.nextWake(LEAST_EVENT_MS), ...queues.map((queue) => queue.nextAt())].filter(
    (each) => each !== undefined,
  );
  return times.length === 0 ? undefined : new Date(Math.min(...times.map((each) => each.getTime())));
}
