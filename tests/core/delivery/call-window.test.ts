import { describe, expect, it } from 'vitest';
import { callsAtOnce, callWindow } from '../../../lambdas/core/delivery/call-window.ts';

describe('the recipients in hand', () => {
  it.each([
    [14, 200, 4],
    [0.5, 200, 2],
    [500, 200, 32],
    [10, 100, 2],
  ])('are, at %s a second and %s ms each, %s', (perSecond, ms, calls) => {
    expect(callsAtOnce(perSecond, ms)).toBe(calls);
  });

  it('begin with one and double with every clear answer', () => {
    const window = callWindow();
    const seen = [window.atOnce(1000)];
    for (let call = 0; call < 6; call += 1) {
      window.observe({ at: 0, ms: 200, answer: 'clear' });
      seen.push(window.atOnce(1000));
    }
    expect(seen).toEqual([1, 2, 4, 8, 16, 32, 32]);
  });

  it.each(['doubt', 'closed', 'throttled'] as const)('begin anew after a call that ended in %s', (answer) => {
    const window = callWindow();
    for (let call = 0; call < 6; call += 1) window.observe({ at: 0, ms: 200, answer: 'clear' });
    window.observe({ at: 0, ms: 10_000, answer });
    expect(window.atOnce(1000)).toBe(1);
  });

  it('are as many as the calls of late took', () => {
    const window = callWindow();
    for (let call = 0; call < 100; call += 1) window.observe({ at: 0, ms: 10, answer: 'clear' });
    expect(window.atOnce(100)).toBe(3);
    for (let call = 0; call < 100; call += 1) window.observe({ at: 0, ms: 100, answer: 'clear' });
    expect(window.atOnce(100)).toBe(11);
  });
});

describe('a process whose calls are left unanswered', () => {
  const after = (answers: readonly ('clear' | 'closed' | 'doubt')[]) => {
    const window = callWindow();
    for (const answer of answers) window.observe({ at: 1_000_000, ms: 10_000, answer });
    return window.restsUntil() === 0 ? 0 : window.restsUntil() - 1_000_000;
  };

  it.each([
    ['doubt doubt', 0],
    ['doubt doubt doubt', 60_000],
    ['doubt doubt doubt doubt', 120_000],
    ['doubt doubt clear doubt', 0],
    ['doubt doubt closed doubt', 0],
    ['doubt doubt doubt doubt doubt doubt doubt doubt doubt', 600_000],
  ])('rests after %s for %s ms', (answers, ms) => {
    expect(after(answers.split(' ') as never)).toBe(ms);
  });
});
