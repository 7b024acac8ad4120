/**
 * How fast the sender may call SES: a rate turned into the instants at which the next calls may start ("generic cell
 * rate algorithm" without a burst). The state is one number, so that any store can hold it for several senders.
 */
export interface PacerState {
  /** Epoch milliseconds at which the next call may start. */
  readonly freeAt: number;
}

export interface Reservation {
  readonly state: PacerState;
  /** Epoch milliseconds, one for each call that was asked for, evenly spaced. */
  readonly slots: readonly number[];
}

/** Reserves `count` calls at `perSecond`, the first one now or when the ones reserved before are through. */
export function reserve(
  state: PacerState,
  { now, count, perSecond }: { readonly now: number; readonly count: number; readonly perSecond: number },
): Reservation {
  const interval = 1000 / perSecond;
  const first = Math.max(now, state.freeAt);
  return {
    state: { freeAt: first + count * interval },
    slots: Array.from({ length: count }, (_, index) => first + index * interval),
  };
}

/** SES answers within some 100 ms; more calls than this at once gain nothing and cost memory. */
const MOST_AT_ONCE = 32;

/** How many calls must be under way to keep up a rate when each takes `latencyMs`: Little's law, 1 … 32. */
export function callsAtOnce(perSecond: number, latencyMs: number): number {
  return Math.min(MOST_AT_ONCE, Math.max(1, Math.ceil((perSecond * latencyMs) / 1000)));
}

/** What a sender asks before each call, and tells after it. */
export interface Pace {
  /**
   * Epoch milliseconds at which the next call may start; `undefined`, and nothing is reserved, when that would be after
   * `latest`.
   */
  next(now: number, perSecond: number, latest: number): Promise<number | undefined>;
  /** How many calls may be under way at this rate. */
  atOnce(perSecond: number): number;
  /** A call was answered, or was not. */
  observe(call: ObservedCall): void;
  /** Epoch milliseconds until which this process calls nobody, since SES has left the last calls unanswered. */
  restsUntil(): number;
}

export interface ObservedCall {
  /** Epoch milliseconds at which it ended, and how long it took. */
  readonly at: number;
  readonly ms: number;
  /** `clear`: SES said what became of the mail. `closed`: it did not take it. `doubt`: it did not say. */
  readonly answer: 'clear' | 'closed' | 'doubt';
}

/** Unanswered calls in a row after which the process rests; every further one doubles the rest. */
const DOUBTS_IN_A_ROW = 3;
const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 600_000;

/** Before the first answer: what a call to SES in the same region takes, on the slow side. */
const FIRST_GUESS_MS = 200;
/** Weight of the newest call in the moving average. */
const NEWEST = 0.2;

/**
 * The pace of one process that shares its rate with nobody. It starts with one call at a time and doubles with every
 * clear answer, and begins anew after a call without one: an SES that has fallen silent gets few mails into doubt.
 */
export function ownPace(): Pace {
  let state: PacerState = { freeAt: 0 };
  let latency = FIRST_GUESS_MS;
  let window = 1;
  let restsUntil = 0;
  let doubts = 0;
  return {
    async next(now, perSecond, latest) {
      const { state: after, slots } = reserve(state, { now, count: 1, perSecond });
      const [slot = now] = slots;
      if (slot > latest) return undefined;
      state = after;
      return slot;
    },
    atOnce: (perSecond) => Math.min(window, callsAtOnce(perSecond, latency)),
    observe({ at, ms, answer }) {
      latency = latency * (1 - NEWEST) + ms * NEWEST;
      window = answer === 'clear' ? Math.min(MOST_AT_ONCE, window * 2) : 1;
      doubts = answer === 'doubt' ? doubts + 1 : 0;
      if (doubts >= DOUBTS_IN_A_ROW) {
        const rest = FIRST_REST_MS * 2 ** (doubts - DOUBTS_IN_A_ROW);
        restsUntil = at + Math.min(LONGEST_REST_MS, rest);
      }
    },
    restsUntil: () => restsUntil,
  };
}
