import type { Clock, RateLease } from '../ports.ts';
import { type CallWindow, callWindow, type ObservedCall } from './call-window.ts';

/** What a sender asks before each call, and tells after it. */
export interface Pace extends Pick<CallWindow, 'atOnce' | 'restsUntil'> {
  /**
   * Epoch milliseconds at which the next call may start, maybe just past; `undefined` when that would be after
   * `latest`.
   */
  next(turn: Turn): Promise<number | undefined>;
  /** A call was answered, or was not. */
  observe(call: ObservedCall): Promise<void>;
}

export interface Turn {
  /** Sends a second that SES grants the account. */
  readonly perSecond: number;
  /** Epoch milliseconds. */
  readonly latest: number;
  /** Calls that the run may still make, this one included: no more are reserved. */
  readonly wanted: number;
}

/** A batch is what SES takes in this time: one write a second, and a process that dies takes a second along. */
const BATCH_SECONDS = 1;
/**
 * A slot that its process could not use in time (a full event loop, a frozen function) is lost, not saved up: the calls
 * of a second must fit into it even when the late ones are among them. Milliseconds, by the rate.
 */
const goodForMs = (perSecond: number) => Math.max(20, Math.min(500, 1000 - 1000 / perSecond));

/**
 * The pace of one process. It shares the rate with others through the lease: takes a batch of slots, and the next one
 * when half of it is used, so that nobody waits for the lease. Slots that a chunk leaves over serve the next chunk.
 */
export function sharedPace(lease: RateLease, clock: Pick<Clock, 'now'>): Pace {
  const window = callWindow();
  let slots: number[] = [];
  let reserving: Promise<boolean> | undefined;

  async function reserve({ perSecond, latest, wanted }: Turn): Promise<boolean> {
    const count = Math.min(batchOf(perSecond), Math.max(1, wanted - slots.length));
    const now = clock.now().getTime();
    const reserved = await lease.reserve({ count, perSecond, now, latest });
    if (!reserved) return false;
    for (let index = 0; index < reserved.count; index += 1) {
      slots.push(reserved.first + index * reserved.intervalMs);
    }
    return true;
  }

  /** One reservation at a time; everybody who has no slot waits for it. */
  function reserveMore(turn: Turn): Promise<boolean> {
    reserving ??= reserve(turn).finally(() => {
      reserving = undefined;
    });
    return reserving;
  }

  function reserveAhead(turn: Turn): void {
    if (slots.length > batchOf(turn.perSecond) / 2 || slots.length >= turn.wanted) return;
    // What goes wrong here goes wrong again for the one who then has no slot, and is thrown there.
    reserveMore(turn).catch(() => undefined);
  }

  return {
    atOnce: window.atOnce,
    restsUntil: window.restsUntil,
    async next(turn) {
      for (;;) {
        const now = clock.now().getTime();
        if (now > turn.latest) return undefined;
        slots = slots.filter((slot) => slot >= now - goodForMs(turn.perSecond));
        const [slot] = slots;
        if (slot !== undefined) {
          if (slot > turn.latest) return undefined;
          slots.shift();
          reserveAhead({ ...turn, wanted: turn.wanted - 1 });
          return slot;
        }
        if (!(await reserveMore(turn))) return undefined;
      }
    },
    async observe(call) {
      window.observe(call);
      if (call.answer !== 'throttled') return;
      // They were reserved at the rate that proved too fast.
      slots = [];
      await lease.slowDown(call.at);
    },
  };
}

function batchOf(perSecond: number): number {
  return Math.max(1, Math.ceil(perSecond * BATCH_SECONDS));
}
