/**
 * The rate that SES grants, shared by all senders of an account: a schedule of sends in one small state ("generic cell
 * rate algorithm"), from which each sender takes a batch ahead of time. Throttling slows everybody at once and the rate
 * comes back by itself ("additive increase, multiplicative decrease").
 */
export interface LeaseState {
  /** Epoch milliseconds, to the microsecond: when the next send that nobody has reserved may start. */
  readonly freeAt: number;
  /** Share of the granted rate right after the last throttling, 0.1 … 1. */
  readonly factor: number;
  /** Epoch milliseconds of the last step down; 0: there was none. */
  readonly throttledAt: number;
}

/** The lease that nobody has used yet. */
export const UNUSED_LEASE: LeaseState = { freeAt: 0, factor: 1, throttledAt: 0 };

export interface LeaseRequest {
  /** Sends that are wanted, at least 1. */
  readonly count: number;
  /** Sends a second that SES grants the account. */
  readonly perSecond: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Epoch milliseconds; sends after it are of no use to the caller. */
  readonly latest: number;
}

/** Reserved sends: `count` of them, evenly spaced, the first at `first` (epoch milliseconds, maybe just past). */
export interface SendSlots {
  readonly first: number;
  readonly intervalMs: number;
  readonly count: number;
}

/** How all senders of an account keep to the one rate that SES grants it (docs/architecture.md, "Pace"). */
export interface RateLease {
  /**
   * Reserves up to `count` sends ahead of time, by one conditional write: nobody else gets the same slots. `undefined`
   * when others have reserved everything until `latest`.
   */
  reserve(request: LeaseRequest): Promise<SendSlots | undefined>;
  /** SES throttled a call: slows every sender down, at most one step a second. `now` in epoch milliseconds. */
  slowDown(now: number): Promise<void>;
}

/** The schedule begins at most this far in the past. */
const LONGEST_BURST_MS = 250;
/** SES counts by the second, as far as is known: what is made up for must fit into one. */
const COUNTED_MS = 1000;
/** Where a second holds a single send, one that is a little late would bring the next one too close to it. */
const SINGLE_MARGIN_MS = 20;
/** A schedule further ahead than this was written by a wrong clock: no sender reserves a turn so late. */
const FAR_AHEAD_MS = 30_000;
/** Sends a second below which nobody is slowed: SES grants at least one, and a turn must come within a claim's lease. */
const SLOWEST = 0.1;
const STEP_DOWN = 0.7;
const LEAST_FACTOR = 0.1;
/** Calls under way are throttled together: one step for all of them. */
const STEP_EVERY_MS = 1000;
/** Share of the rate that comes back each second: from the floor to the whole in 45 s. */
const RECOVERY = 0.02;

/** Whole microseconds: sums of them are the same in DynamoDB's decimals and in a double. */
const toMicroseconds = (ms: number) => Math.round(ms * 1000) / 1000;

/** How long ago the last step down was; one in the future was written by a wrong clock and counts the same. */
const sinceStep = ({ throttledAt }: Pick<LeaseState, 'throttledAt'>, now: number) =>
  Math.abs(now - throttledAt);

/** The share of the granted rate that may be used now, 0.1 … 1. */
export function rateFactor(state: Omit<LeaseState, 'freeAt'>, now: number): number {
  return Math.min(1, state.factor + (RECOVERY * sinceStep(state, now)) / 1000);
}

/** Milliseconds between two sends now. */
export function sendInterval(
  state: Omit<LeaseState, 'freeAt'>,
  { perSecond, now }: Pick<LeaseRequest, 'perSecond' | 'now'>,
): number {
  const intervalMs = 1000 / Math.max(SLOWEST, perSecond * rateFactor(state, now));
  return intervalMs < COUNTED_MS ? intervalMs : intervalMs + SINGLE_MARGIN_MS;
}

/**
 * How far back the schedule may begin, so that a moment in which every sender was between two chunks is made up for. SES
 * allows short bursts above the rate ("Managing your Amazon SES sending limits"); none where a second holds one send.
 */
export function burstMs(intervalMs: number): number {
  return Math.max(0, Math.min(LONGEST_BURST_MS, COUNTED_MS - intervalMs));
}

/** How much a whole batch adds to `freeAt`. */
export function batchSpan(count: number, intervalMs: number): number {
  return toMicroseconds(count * intervalMs);
}

/**
 * Reserves up to `count` sends: as many as begin by `latest`; `undefined` when the schedule is full until then.
 */
export function reserveSends(
  state: LeaseState,
  request: LeaseRequest,
): { readonly state: LeaseState; readonly slots: SendSlots } | undefined {
  const { count, now, latest } = request;
  const intervalMs = sendInterval(state, request);
  const first = state.freeAt > now + FAR_AHEAD_MS ? now : Math.max(state.freeAt, now - burstMs(intervalMs));
  if (first > latest) return undefined;
  const fitting = Math.min(count, 1 + Math.floor((latest - first) / intervalMs));
  const freeAt = toMicroseconds(first + batchSpan(fitting, intervalMs));
  return { state: { ...state, freeAt }, slots: { first, intervalMs, count: fitting } };
}

/** The lease after SES throttled a call; `undefined` when the last step down was less than a second ago. */
export function slowedDown(state: LeaseState, now: number): LeaseState | undefined {
  if (sinceStep(state, now) < STEP_EVERY_MS) return undefined;
  const factor = Math.max(LEAST_FACTOR, rateFactor(state, now) * STEP_DOWN);
  return { ...state, factor, throttledAt: now };
}
