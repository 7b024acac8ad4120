import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import { MAX_ATTEMPTS, planMissing } from '../../../lambdas/core/delivery/plan-missing.ts';

const now = new Date('2026-11-24T07:00:00Z');
const graceMs = 900_000;
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
const entry = { subscriberId: 'ada', language: 'en', sections: [] };

/** Whether Ada still needs a mail, given her row. */
function isMissing(row: Partial<Delivery> | undefined, again = false) {
  const delivery: Delivery = {
    issueId: 'i',
    subscriberId: 'ada',
    state: 'claimed',
    attempt: 1,
    messageIds: {},
    leaseUntil: ago(0),
    at: ago(0),
    ...row,
  };
  const rows = new Map(row ? [['ada', delivery]] : []);
  return planMissing([entry], rows, { now, graceMs, again }).length === 1;
}

describe('a reader of the frozen audience', () => {
  it.each([
    ['has no row yet', undefined, true],
    ['was accepted', { state: 'accepted' }, false],
    ['has failed', { state: 'failed' }, false],
    ['is claimed with a live lease', { leaseUntil: ago(-1) }, false],
    ['is claimed, the lease ended inside the grace', { leaseUntil: ago(14) }, false],
    ['is claimed, lease and grace have ended', { leaseUntil: ago(16) }, true],
    ['is in doubt since less than the grace', { state: 'uncertain', at: ago(14) }, false],
    ['is in doubt for exactly the grace', { state: 'uncertain', at: ago(15) }, false],
    ['is in doubt for longer than the grace', { state: 'uncertain', at: ago(16) }, true],
  ] as const)('who %s: missing is %o → %s', (_, row, missing) => {
    expect(isMissing(row)).toBe(missing);
  });

  it('who is excluded is never missing', () => {
    const audience = [{ ...entry, excluded: 'no-topics' as const }];
    expect(planMissing(audience, new Map(), { now, graceMs })).toEqual([]);
  });

  it('whose mail was in doubt too often is left to the owner', () => {
    const row = { state: 'uncertain', at: ago(60), attempt: MAX_ATTEMPTS } as const;
    expect(isMissing(row)).toBe(false);
    expect(isMissing(row, true)).toBe(true);
    expect(isMissing({ ...row, at: ago(1) }, true)).toBe(false);
  });
});
