import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hold, holdSeconds, sendAnew, withoutAddresses } from '../../../lambdas/core/delivery/hold.ts';

const now = new Date('2026-11-24T07:00:00Z');
const at = { now, graceMs: 900_000, chance: 0.5 };
const entry = { subscriberId: 'ada', language: 'en', sections: [] };
const doubt = { subscriberId: 'eve', language: 'en', sections: [] };
const chunk = { issueId: 'i', shard: 3, recipients: [entry, doubt], plannedAt: '2026-11-24T06:50:00.000Z' };
const hold = (kind: Exclude<Hold['kind'], 'blocked' | 'stopped'>): Hold => ({ kind, detail: '' });

describe('the rest of a chunk', () => {
  it.each([
    ['throttled', 6],
    ['unreachable', 150],
    ['doubtful', 150],
    ['deadline', 0],
  ] as const)('goes back with a delay when it is held as %s: %s s', (kind, delaySeconds) => {
    expect(sendAnew(chunk, { back: [entry], doubts: [], hold: hold(kind) }, at)).toEqual({
      chunks: [{ delaySeconds, messages: [{ kind: 'chunk', ...chunk, recipients: [entry] }] }],
    });
  });

  it('waits the longer the longer SES has been away, up to a quarter of an hour', () => {
    expect(holdSeconds('unreachable', 0.5, 0)).toBe(45);
    expect(holdSeconds('unreachable', 0.5, 1_800_000)).toBe(450);
    expect(holdSeconds('unreachable', 0.5, 86_400_000)).toBe(900);
    expect(holdSeconds('throttled', 0.5, 86_400_000)).toBe(6);
  });

  it.each<Hold>([
    { kind: 'blocked', code: 'AccountSendingPaused', detail: '' },
    hold('quota'),
    { kind: 'stopped', detail: 'the issue is paused' },
  ])('is dropped when $kind stops the issue: the plan finds it again', (stopped) => {
    expect(sendAnew(chunk, { back: [entry], doubts: [], hold: stopped }, at)).toEqual({ chunks: [] });
  });

  it('keeps the mark that its recipients are doubts', () => {
    const { chunks } = sendAnew({ ...chunk, retry: true }, { back: [entry], doubts: [] }, at);
    expect(chunks).toMatchObject([{ messages: [{ retry: true }] }]);
  });

  it('in doubt is for the plan to look at when the grace is over, its own part alone', () => {
    const left = { back: [], doubts: [doubt] };
    expect(sendAnew({ ...chunk, part: 7 }, left, { ...at, graceMs: 5_000 }).plan).toEqual({
      delaySeconds: 6,
      message: { issueId: 'i', shard: 3, part: 7, only: true },
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
          const { chunks, plan } = sendAnew(chunk, left, { now, graceMs, chance });
          const delays = [...chunks.map((each) => each.delaySeconds), plan?.delaySeconds ?? -1];
          for (const delay of [...delays, holdSeconds(kind as 'quota', chance, graceMs)]) {
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
