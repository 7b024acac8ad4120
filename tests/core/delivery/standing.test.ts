import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AudienceEntry, Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import { planMissing } from '../../../lambdas/core/delivery/plan-missing.ts';
import {
  MAX_ATTEMPTS,
  type OnUncertain,
  type StandingRules,
  standingOf,
} from '../../../lambdas/core/delivery/standing.ts';
import { balances } from '../../../lambdas/core/delivery/tally.ts';

const now = new Date('2026-11-24T09:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
const ada: AudienceEntry = { subscriberId: 'ada', language: 'en', sections: [] };
const RULES: StandingRules = {
  now,
  graceMs: 900_000,
  onUncertain: 'resend',
  until: now.toISOString(),
  frozenAt: ago(120),
};

function row(fields: Partial<Delivery>): Delivery {
  return {
    issueId: 'i',
    subscriberId: 'ada',
    state: 'claimed',
    attempt: 1,
    messageIds: {},
    claimedAt: ago(60),
    leaseUntil: ago(0),
    at: ago(60),
    ...fields,
  };
}

/** How Ada stands, given her row and what differs from the usual rules. */
const stands = (fields: Partial<Delivery> | undefined, rules: Partial<StandingRules> = {}, entry = ada) =>
  standingOf(entry, fields && row(fields), { ...RULES, ...rules });

const doubt = (minutes: number) => ({ state: 'uncertain', at: ago(minutes) }) as const;

describe('a reader of the frozen audience', () => {
  it.each([
    ['has no row yet', undefined, 'missing'],
    ['was accepted', { state: 'accepted' }, 'accepted'],
    ['has failed', { state: 'failed' }, 'failed'],
    ['left after the freeze', { state: 'excluded' }, 'excluded'],
    ['is being sent to', { leaseUntil: ago(-1) }, 'busy'],
    ['was claimed by a process that died inside the grace', { leaseUntil: ago(14) }, 'doubt'],
    ['is in doubt for exactly the grace', doubt(15), 'doubt'],
  ] as const)('who %s stands as %o → %s', (_, fields, standing) => {
    expect(stands(fields)).toBe(standing);
  });

  it('who is in doubt waits the grace anew from when the last event may still have been unheard', () => {
    const heard = { lastMailAt: ago(1) };
    expect(stands(doubt(60), heard)).toBe('retry');
    expect(stands(doubt(60), { ...heard, heardSince: ago(15) })).toBe('doubt');
    expect(stands(doubt(60), { ...heard, heardSince: ago(16) })).toBe('retry');
    expect(stands(doubt(60), { ...heard, heardSince: ago(90) })).toBe('retry');
  });

  it('who is in doubt is tried again on the owner’s word, whatever may be unheard, but never inside the grace', () => {
    expect(stands(doubt(16), { again: true, heardSince: ago(0) })).toBe('retry');
    expect(stands(doubt(15), { again: true, heardSince: ago(0) })).toBe('doubt');
  });

  it('who was in doubt when the owner was told is tried again when they ask, a later doubt is not', () => {
    expect(stands(doubt(20), { againUntil: ago(18), heardSince: ago(0) })).toBe('retry');
    expect(stands(doubt(17), { againUntil: ago(18), heardSince: ago(0) })).toBe('doubt');
  });

  it('who is excluded is never missing', () => {
    expect(stands(undefined, {}, { ...ada, excluded: 'no-topics' })).toBe('excluded');
  });

  it('with a mail is accepted, though they are excluded now', () => {
    expect(stands({ state: 'accepted' }, {}, { ...ada, excluded: 'no-topics' })).toBe('accepted');
  });
});

describe('a doubt whose grace is over', () => {
  const heard = { lastMailAt: ago(59) };

  it.each<[OnUncertain, string]>([
    ['resend', 'retry'],
    ['hold', 'held'],
    ['never', 'give-up'],
  ])('under the policy %s, while events arrive for others: %s', (onUncertain, standing) => {
    expect(stands(doubt(16), { onUncertain, ...heard })).toBe(standing);
    expect(stands({ leaseUntil: ago(16) }, { onUncertain, ...heard })).toBe(standing);
  });

  it('waits while no event has told of a mail that SES took after it was begun', () => {
    expect(stands(doubt(30))).toBe('doubt');
    expect(stands(doubt(30), { lastMailAt: ago(61) })).toBe('doubt');
    expect(stands(doubt(30), { lastMailAt: ago(60) })).toBe('retry');
  });

  it('at the end of a list is tried again after four graces, once all that SES has is reported', () => {
    const quiet = { lastMailAt: ago(61), allReported: true };
    expect(stands(doubt(60), quiet)).toBe('doubt');
    expect(stands(doubt(61), quiet)).toBe('retry');
    expect(stands(doubt(61), { ...quiet, allReported: false })).toBe('doubt');
    expect(stands(doubt(61), { ...quiet, lastMailAt: ago(121) })).toBe('doubt');
  });

  it('is left to the owner after three attempts, or when a day has brought no event', () => {
    expect(stands({ ...doubt(60), attempt: MAX_ATTEMPTS }, heard)).toBe('held');
    expect(stands(doubt(24 * 60))).toBe('doubt');
    expect(stands(doubt(24 * 60 + 1))).toBe('held');
  });

  it.each<OnUncertain>(['resend', 'hold', 'never'])(
    'is tried again on the owner’s word, whatever the policy (%s), never inside the grace',
    (onUncertain) => {
      const again = { onUncertain, again: true };
      expect(stands({ ...doubt(16), attempt: MAX_ATTEMPTS }, again)).toBe('retry');
      expect(stands(doubt(14), again)).toBe('doubt');
    },
  );

  it('of an issue that is winding up is tried no more', () => {
    expect(stands(doubt(16), { ...heard, ending: true })).toBe('held');
  });
});

describe('who has no row', () => {
  it('of an issue that is winding up has expired', () => {
    expect(stands(undefined, { ending: true })).toBe('expired');
  });

  it('has expired once the mail is stale, counted from their own hour', () => {
    const expiresAfterMs = 3_600_000;
    expect(stands(undefined, { expiresAfterMs, frozenAt: ago(60) })).toBe('missing');
    expect(stands(undefined, { expiresAfterMs, frozenAt: ago(61) })).toBe('expired');
    const late = { ...ada, dueAt: ago(30) };
    expect(stands(undefined, { expiresAfterMs, frozenAt: ago(300) }, late)).toBe('missing');
  });

  it('waits for their hour, and is planned ahead up to the end of the window', () => {
    const later = { ...ada, dueAt: ago(-10) };
    expect(stands(undefined, {}, later)).toBe('later');
    expect(stands(undefined, { until: ago(-9) }, later)).toBe('later');
    expect(stands(undefined, { until: ago(-10) }, later)).toBe('missing');
  });

  it('has a chunk on its way when the wave before had them', () => {
    const window = { after: ago(5), until: ago(-10) };
    expect(stands(undefined, window, { ...ada, dueAt: ago(5) })).toBe('queued');
    expect(stands(undefined, window, { ...ada, dueAt: ago(4) })).toBe('missing');
    expect(stands(undefined, window)).toBe('queued');
  });
});

describe('the plan of a part', () => {
  const anyRow = fc.record({
    state: fc.constantFrom('claimed', 'accepted', 'failed', 'uncertain', 'excluded'),
    attempt: fc.integer({ min: 1, max: 4 }),
    minutes: fc.integer({ min: -5, max: 2000 }),
  });
  const anyReader = fc.record({
    row: fc.option(anyRow, { nil: undefined }),
    excluded: fc.boolean(),
    due: fc.option(fc.integer({ min: -60, max: 60 }), { nil: undefined }),
  });
  const anyRules = fc.record({
    onUncertain: fc.constantFrom<OnUncertain>('resend', 'hold', 'never'),
    ending: fc.boolean(),
    again: fc.boolean(),
    lastMailAt: fc.integer({ min: 0, max: 90 }).map(ago),
  });

  it('counts every reader in exactly one term, and never sends to who may have a mail without a doubt', () => {
    fc.assert(
      fc.property(fc.array(anyReader, { maxLength: 30 }), anyRules, (readers, rules) => {
        const entries = readers.map(
          ({ excluded, due }, n): AudienceEntry => ({
            ...ada,
            subscriberId: `r${n}`,
            ...(excluded && { excluded: 'no-topics' as const }),
            ...(due !== undefined && { dueAt: ago(due) }),
          }),
        );
        const rows = new Map<string, Delivery>(
          readers.flatMap(({ row: made }, n) => {
            if (!made) return [];
            const { state, attempt, minutes } = made;
            const fields = {
              subscriberId: `r${n}`,
              state,
              attempt,
              at: ago(minutes),
              leaseUntil: ago(minutes),
            };
            return [[`r${n}`, row(fields as Partial<Delivery>)] as const];
          }),
        );
        const plan = planMissing({ entries, last: true }, rows, { ...RULES, ...rules });
        const { accounting, open } = plan.tally;
        expect(balances(accounting)).toBe(true);
        expect(accounting.frozen).toBe(readers.length);
        expect(open).toBeGreaterThanOrEqual(plan.missing.length + plan.retry.length + plan.giveUp.length);
        expect(open).toBeGreaterThanOrEqual(accounting.waiting);
        for (const { subscriberId } of plan.missing) expect(rows.has(subscriberId)).toBe(false);
        for (const { subscriberId } of plan.retry) {
          expect(['claimed', 'uncertain']).toContain(rows.get(subscriberId)?.state);
        }
      }),
    );
  });

  it('takes the end of a list for reported only when every accepted mail of the part is', () => {
    const part = { entries: [ada, { ...ada, subscriberId: 'eve' }], last: true };
    const lost = ['ada', row(doubt(100))] as const;
    const rules = { ...RULES, lastMailAt: ago(70) };
    const eve = (facts: Partial<Delivery>) =>
      ['eve', row({ subscriberId: 'eve', state: 'accepted', ...facts })] as const;
    expect(planMissing(part, new Map([lost, eve({})]), rules).retry).toEqual([]);
    expect(planMissing(part, new Map([lost, eve({ sentAt: ago(70) })]), rules).retry).toEqual([ada]);
  });

  it('names classes of failure and exclusion, and doubled mails', () => {
    const entries = ['a', 'b', 'c', 'd'].map((subscriberId) => ({ ...ada, subscriberId }));
    const rows = new Map(
      [
        row({ subscriberId: 'a', state: 'failed', code: 'MessageRejected' }),
        row({ subscriberId: 'b', state: 'failed', code: 'MessageRejected' }),
        row({ subscriberId: 'c', state: 'excluded', code: 'unsubscribed' }),
        row({ subscriberId: 'd', state: 'accepted', messageIds: { 1: 'x', 2: 'y' } }),
      ].map((each) => [each.subscriberId, each]),
    );
    expect(planMissing({ entries, last: true }, rows, RULES).tally).toMatchObject({
      classes: { 'failed:MessageRejected': 2, 'excluded:unsubscribed': 1 },
      doubled: 1,
      open: 0,
    });
  });
});
