import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MovableClock, movableClock } from '../../cli/local/movable-clock.ts';

const START = new Date('2026-10-19T00:00:00Z');
const HOUR = 3_600_000;

describe('a clock that can be moved', () => {
  let clock: MovableClock;
  beforeEach(() => {
    vi.useFakeTimers();
    clock = movableClock(START);
  });
  afterEach(() => vi.useRealTimers());

  /** Whether a sleep has ended by now. */
  async function sleeping(ms: number, signal?: AbortSignal) {
    const ended = vi.fn();
    void clock.sleep(ms, signal).then(ended);
    await vi.advanceTimersByTimeAsync(0);
    return ended;
  }

  it('starts where it is told, and goes as fast as any other', async () => {
    expect(clock.now()).toEqual(START);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(clock.now().toISOString()).toBe('2026-10-19T00:00:05.000Z');
  });

  it('wakes whoever sleeps no longer than the jump, and nobody else', async () => {
    const hour = await sleeping(HOUR);
    const day = await sleeping(24 * HOUR);
    clock.moveTo(new Date(START.getTime() + 2 * HOUR));
    await vi.advanceTimersByTimeAsync(0);
    expect(hour).toHaveBeenCalledOnce();
    expect(day).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(22 * HOUR);
    expect(day).toHaveBeenCalledOnce();
  });

  it('lets somebody sleep for longer than a timer can', async () => {
    const month = await sleeping(40 * 24 * HOUR);
    await vi.advanceTimersByTimeAsync(39 * 24 * HOUR);
    expect(month).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(24 * HOUR);
    expect(month).toHaveBeenCalledOnce();
  });

  it('never goes back', () => {
    clock.moveTo(new Date(START.getTime() - HOUR));
    expect(clock.now()).toEqual(START);
  });

  it('knows who wakes first, of those who sleep long', async () => {
    await sleeping(200);
    await sleeping(HOUR);
    expect(clock.nextWake()?.toISOString()).toBe('2026-10-19T00:00:00.200Z');
    expect(clock.nextWake(5_000)?.toISOString()).toBe('2026-10-19T01:00:00.000Z');
    expect(clock.nextWake(2 * HOUR)).toBeUndefined();
  });

  it('ends a sleep whose signal aborts, also before it began', async () => {
    const abort = new AbortController();
    const one = await sleeping(HOUR, abort.signal);
    abort.abort();
    const other = await sleeping(HOUR, abort.signal);
    expect(one).toHaveBeenCalledOnce();
    expect(other).toHaveBeenCalledOnce();
    expect(clock.nextWake()).toBeUndefined();
  });
});
