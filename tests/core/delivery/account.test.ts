import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountShard, addAccounts, excludeMoved } from '../../../lambdas/core/delivery/account.ts';
import type { AudienceEntry, Delivery } from '../../../lambdas/core/delivery/delivery.ts';

const now = new Date('2026-11-24T07:00:00Z');
const before = '2026-11-24T06:59:00.000Z';
const after = '2026-11-24T07:01:00.000Z';
const entry = (subscriberId: string, fields: Partial<AudienceEntry> = {}): AudienceEntry => ({
  subscriberId,
  language: 'en',
  sections: [],
  ...fields,
});
const row = (subscriberId: string, fields: Partial<Delivery>): [string, Delivery] => [
  subscriberId,
  {
    issueId: 'i',
    subscriberId,
    state: 'claimed',
    attempt: 1,
    messageIds: {},
    leaseUntil: after,
    at: before,
    ...fields,
  },
];

describe('the account of a shard', () => {
  it('counts everybody once', () => {
    const names = ['none', 'live', 'dead', 'ok', 'bad', 'lost', 'out'];
    const audience = names.map((id) => entry(id, id === 'out' ? { excluded: 'no-topics' } : {}));
    const rows = new Map([
      row('live', {}),
      row('dead', { leaseUntil: before }),
      row('ok', { state: 'accepted' }),
      row('bad', { state: 'failed', code: 'MessageRejected', detail: 'no' }),
      row('lost', { state: 'uncertain' }),
    ]);
    expect(accountShard(audience, rows, now)).toEqual({
      accounting: { frozen: 7, accepted: 1, failed: 1, excluded: 1, uncertain: 2, waiting: 2 },
      uncertain: ['dead', 'lost'],
      failed: [{ subscriberId: 'bad', code: 'MessageRejected', detail: 'no' }],
      untried: ['none'],
    });
  });

  it('counts a reader with a mail as accepted, though they are excluded now', () => {
    const account = accountShard(
      [entry('ada', { excluded: 'unsubscribed' })],
      new Map([row('ada', { state: 'accepted' })]),
      now,
    );
    expect(account.accounting).toMatchObject({ accepted: 1, excluded: 0 });
  });

  it('moves those who left from waiting to excluded', () => {
    const account = accountShard([entry('ada'), entry('eve')], new Map(), now);
    const without = excludeMoved(account, new Set(['eve', 'somebody else']));
    expect(without.accounting).toMatchObject({ frozen: 2, waiting: 1, excluded: 1 });
    expect(without.untried).toEqual(['ada']);
  });

  it('balances for any audience and ledger, and so does the sum of two', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: 8 });
    const state = fc.constantFrom('claimed', 'accepted', 'failed', 'uncertain', undefined);
    const shard = fc.tuple(
      ids,
      fc.array(fc.tuple(state, fc.boolean(), fc.boolean()), { minLength: 8, maxLength: 8 }),
    );
    const accountOf = ([names, fates]: [
      string[],
      ['claimed' | 'accepted' | 'failed' | 'uncertain' | undefined, boolean, boolean][],
    ]) => {
      const audience = names.map((id, n) => entry(id, fates[n]?.[1] ? { excluded: 'no-topics' } : {}));
      const rows = names.flatMap((id, n) => {
        const [fate, , ended] = fates[n] ?? [];
        return fate ? [row(id, { state: fate, leaseUntil: ended ? before : after })] : [];
      });
      return accountShard(audience, new Map(rows), now);
    };
    fc.assert(
      fc.property(shard, shard, (one, other) => {
        const { frozen, ...parts } = addAccounts(accountOf(one), accountOf(other)).accounting;
        expect(frozen).toBe(one[0].length + other[0].length);
        expect(Object.values(parts).reduce((sum, each) => sum + each, 0)).toBe(frozen);
      }),
    );
  });
});
