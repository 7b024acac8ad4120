import { describe, expect, it } from 'vitest';
import { watchIssue } from '../../../lambdas/core/delivery/watch-issue.ts';
import type { IssueHead } from '../../../lambdas/core/issue/issue.ts';
import { anIssue } from '../../contracts/samples.ts';
import { testClock } from '../../support/stores.ts';

function aWatch(fields: Partial<IssueHead> | 'gone' = {}) {
  const clock = testClock();
  const seen = { looks: 0 };
  const head = async () => {
    seen.looks += 1;
    return fields === 'gone' ? undefined : anIssue({ state: 'sending', ...fields });
  };
  return { clock, seen, stopped: watchIssue({ head }, 'extra', clock) };
}

describe('a look at a running issue', () => {
  it('is taken at most every 2 s, however many calls ask', async () => {
    const { clock, seen, stopped } = aWatch();
    await Promise.all([stopped(), stopped(), stopped()]);
    clock.forward(1_999);
    await stopped();
    expect(seen.looks).toBe(1);
    clock.forward(1);
    await stopped();
    expect(seen.looks).toBe(2);
  });

  it.each(['frozen', 'sending'] as const)('lets an issue go on that is %s', async (state) => {
    expect(await aWatch({ state }).stopped()).toBeUndefined();
  });

  it.each(['draft', 'paused', 'closed'] as const)('stops one that is %s', async (state) => {
    expect(await aWatch({ state }).stopped()).toEqual({ kind: 'stopped', detail: `the issue is ${state}` });
  });

  it('stops one that winds up', async () => {
    const { stopped } = aWatch({ ending: { outcome: 'cancelled', reason: 'The owner asked.' } });
    expect(await stopped()).toEqual({ kind: 'stopped', detail: 'the issue is cancelled' });
  });

  it('stops one that is gone', async () => {
    expect(await aWatch('gone').stopped()).toEqual({ kind: 'stopped', detail: 'the issue is unknown' });
  });
});
