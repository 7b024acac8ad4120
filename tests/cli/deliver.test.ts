import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOf } from '../../cli/deliver.ts';
import { adviceFor, equation } from '../../cli/equation.ts';
import { EMPTY_TALLY } from '../../lambdas/core/delivery/tally.ts';
import type { Accounting, Issue } from '../../lambdas/core/issue/issue.ts';

const accounting = (changes: Partial<Accounting> = {}): Accounting => ({
  frozen: 10,
  accepted: 10,
  failed: 0,
  excluded: 0,
  expired: 0,
  uncertain: 0,
  waiting: 0,
  ...changes,
});

function look(changes: {
  state?: Issue['state'];
  counts?: Partial<Accounting>;
  unchangedMs?: number;
  graceMs?: number;
}) {
  return endOf({
    issue: { state: changes.state ?? 'sending' },
    account: { planned: true, accounting: accounting(changes.counts) },
    unchangedMs: changes.unchangedMs ?? 0,
    graceMs: changes.graceMs ?? 900_000,
    patienceMs: 45_000,
  });
}

describe('waiting for an issue at the prompt', () => {
  it('goes on while mails move', () => {
    expect(look({ counts: { accepted: 4, waiting: 6 } })).toBeUndefined();
  });

  it('ends when the issue is closed', () => {
    expect(look({ state: 'closed' })).toBe('done');
  });

  it('ends at once when the issue has paused itself', () => {
    expect(look({ state: 'paused', counts: { accepted: 0, waiting: 10 } })).toBe('paused');
  });

  it('does not sit out a grace of a quarter of an hour', () => {
    expect(look({ counts: { accepted: 9, uncertain: 1 } })).toBe('uncertain');
  });

  it('sits out a grace of five seconds', () => {
    expect(
      look({ counts: { accepted: 9, uncertain: 1 }, graceMs: 5_000, unchangedMs: 10_000 }),
    ).toBeUndefined();
  });

  it('gives up when nothing moved for a while, whatever the account says', () => {
    fc.assert(
      fc.property(
        fc.nat(10),
        fc.nat(10),
        fc.integer({ min: 0, max: 3_600_000 }),
        (waiting, uncertain, graceMs) => {
          const counts = { accepted: 0, waiting, uncertain };
          return look({ counts, graceMs, unchangedMs: 600_000 }) !== undefined;
        },
      ),
    );
  });
});

describe('what is said at the end', () => {
  const ended = (end: 'stalled' | 'paused' | 'uncertain', counts: Partial<Accounting>, reason?: string) =>
    adviceFor(
      {
        end,
        issue: { ...(reason && { reason }) } as Issue,
        account: { ...EMPTY_TALLY, accounting: accounting(counts), planned: true, uncertain: [], failed: [] },
      },
      { again: 'npx briefwire send a.md --issue x', graceMs: 900_000, trouble: 'connection refused' },
    ).join('\n');

  it('shows the equation, and that it balances', () => {
    expect(equation({ accounting: accounting({ accepted: 7, failed: 1, excluded: 2 }) })).toEqual({
      text: '10 frozen = 7 accepted + 1 failed + 2 excluded + 0 expired + 0 uncertain + 0 waiting',
      balances: true,
    });
  });

  it('shows when it does not balance', () => {
    expect(equation({ accounting: accounting({ accepted: 9 }) }).balances).toBe(false);
  });

  it('says why nothing goes, that nothing is lost, and how to go on', () => {
    const said = ended('stalled', { accepted: 4, waiting: 6 });
    expect(said).toContain('6 mails could not go now: connection refused.');
    expect(said).toContain('Nothing is lost');
    expect(said).toContain('npx briefwire send a.md --issue x');
  });

  it('says why the issue paused', () => {
    expect(ended('paused', { accepted: 0, waiting: 10 }, 'SES refuses the sender.')).toContain(
      'The issue has paused itself. SES refuses the sender.',
    );
  });

  it('says how long an unanswered mail is left alone', () => {
    const said = ended('uncertain', { accepted: 9, uncertain: 1 });
    expect(said).toContain('1 mail uncertain');
    expect(said).toContain('15 min');
  });
});
