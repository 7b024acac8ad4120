/** SES answers within some 100 ms; more calls than this at once gain nothing and cost memory. */
const MOST_AT_ONCE = 32;

/**
 * How many recipients must be in hand to keep up a rate when each takes `busyMs`: Little's law, and one more that waits
 * for the next turn; 2 … 32.
 */
export function callsAtOnce(perSecond: number, busyMs: number): number {
  return Math.min(MOST_AT_ONCE, Math.ceil((perSecond * busyMs) / 1000) + 1);
}

export interface ObservedCall {
  /** Epoch milliseconds at which it ended. */
  readonly at: number;
  /** How long its recipient was in hand, the wait for the turn left out. */
  readonly ms: number;
  /** `clear`: SES said what became of the mail. `closed`, `throttled`: it did not take it. `doubt`: it did not say. */
  readonly answer: 'clear' | 'closed' | 'throttled' | 'doubt';
}

/** How many calls one process may have under way. */
export interface CallWindow {
  atOnce(perSecond: number): number;
  observe(call: ObservedCall): void;
  /** Epoch milliseconds until which this process calls nobody, since SES has left the last calls unanswered. */
  restsUntil(): number;
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
 * Starts with one call at a time and doubles with every clear answer, and begins anew after a call without one: an SES
 * that has fallen silent gets few mails into doubt.
 */
export function callWindow(): CallWindow {
  let busyMs = FIRST_GUESS_MS;
  let window = 1;
  let restsUntil = 0;
  let doubts = 0;
  return {
    atOnce: (perSecond) => Math.min(window, callsAtOnce(perSecond, busyMs)),
    observe({ at, ms, answer }) {
      busyMs = busyMs * (1 - NEWEST) + ms * NEWEST;
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
