import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hold, holdSeconds, sendAnew, withoutAddresses } from '../../../lambdas/core/delivery/hold.ts';

const now = new Date('2026-11-24T07:00:00Z');
const at = { now, graceMs: 900_000, chance: 0.5 };
const entry = { subscriberId: 'ada', language: 'en', sections: [] };
const doubt = { subscriberId: 'eve', language: 'en', sections: [] };
const chunk = { issueId: 'i', shard: 3, recipients: [entry, doubt], plannedAt: '2026-11-24T06:50:00.000Z' };
const hold = (kind: Exclude<Hold['kind'], 'blocked'>): Hold => ({ kind, detail: '' });

describe('the rest of a chunk', () => {
  it.each([
    ['throttled', 6],
    ['unreachable', 45],
    ['doubtful', 75],
    ['quota', 900],
    ['deadline', 0],
  ] as const)('goes back with a delay when it is held as %s: %s s', (kind, delaySeconds) => {
    expect(sendAnew(chunk, { back: [entry], doubts: [], hold: hold(kind) }, at)).toEqual([
      { delaySeconds, messages: [{ kind: 'chunk', ...chunk, recipients: [entry] }] },
    ]);
  });

  it('is dropped when the issue is blocked: it is planned anew when it goes on', () => {
    const blocked: Hold = { kind: 'blocked', code: 'AccountSendingPaused', detail: '' };
    expect(sendAnew(chunk, { back: [entry], doubts: [doubt], hold: blocked }, at)).toEqual([]);
  });

  it('is left to the tick a quarter of an hour after it was planned', () => {
    const old = { ...chunk, plannedAt: '2026-11-24T06:45:00.000Z' };
    expect(sendAnew(old, { back: [entry], doubts: [], hold: hold('quota') }, at)).toEqual([]);
  });

  it('in doubt comes back after the grace, as a plan of now', () => {
    const [back] = sendAnew(chunk, { back: [], doubts: [doubt] }, { ...at, graceMs: 5_000 });
    expect(back).toMatchObject({
      delaySeconds: 6,
      messages: [{ recipients: [doubt], plannedAt: now.toISOString() }],
    });
  });

  it('never asks for a delay that SQS does not know', () => {
    const kinds = fc.constantFrom('throttled', 'unreachable', 'doubtful', 'quota', 'deadline');
    fc.assert(
      fc.property(
        kinds,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(10_000_000),
        (kind, chance, graceMs) => {
          const left = { back: [entry], doubts: [doubt], hold: hold(kind as 'quota') };
          const delays = [
            ...sendAnew(chunk, left, { now, graceMs, chance }).map((each) => each.delaySeconds),
          ];
          for (const delay of [...delays, holdSeconds(kind as 'quota', chance)]) {
            expect(Number.isInteger(delay) && delay >= 0 && delay <= 900).toBe(true);
          }
        },
      ),
    );
  });
});

describe('what SES says', () => {
  it('is told without addresses, but for the one that may stay', () => {
    const text = 'Not verified: Ada <ada.l+x@mail.example.org>, wire@example.com.';
    expect(withoutAddresses(text, 'Wire@example.com')).toBe(
      'Not verified: Ada <(address)>, wire@example.com.',
    );
  });
});
