import { beforeEach, describe, expect, it } from 'vitest';
import { collectBriefing } from '../../lambdas/core/collect-briefing.ts';
import { publishIssueHandler } from '../../lambdas/functions/publish-issue/handler.ts';
import { aSystem, type System } from '../support/system.ts';

let system: System;
const fire = (event: object) => publishIssueHandler({ ...system, collect: collectBriefing })(event as never);
const briefing =
  '# Ferry returns\n\nThe ferry to the north islands sails again on Monday. It had been in dock since spring.\n';

beforeEach(async () => {
  system = await aSystem();
  await system.sources.add('monday.md', new TextEncoder().encode(briefing));
});

describe('an event of EventBridge Scheduler', () => {
  it('publishes the slot at the time that Scheduler meant, however late it arrives', async () => {
    system.clock.forward(7 * 60_000);
    const answer = await fire({ edition: 'daily', scheduledTime: '2026-11-24T06:00:00Z' });
    expect(answer).toEqual({ kind: 'published', issue: 'daily.2026-11-24T0700' });
    expect((await system.issues.get('daily.2026-11-24T0700'))?.topics).toHaveLength(1);
  });

  it('publishes the slot of now where the placeholder was left as it stands', async () => {
    const answer = await fire({ edition: 'daily', scheduledTime: '<aws.scheduler.scheduled-time>' });
    expect(answer.issue).toBe('daily.2026-11-24T0700');
  });

  it('answers why a slot was skipped', async () => {
    await system.sources.remove('monday.md');
    const answer = await fire({ edition: 'daily', scheduledTime: '2026-11-24T06:00:00Z' });
    expect(answer).toMatchObject({ kind: 'skipped', reason: 'Skipped: no briefing waited in the inbox.' });
  });

  it('looks at the cut-offs between the slots', async () => {
    expect(await fire({ cutOffs: true })).toEqual({ kind: 'checked' });
    expect(await system.issues.latestOf('daily')).toBeUndefined();
  });

  it.each([
    [{}, /not a slot/],
    [{ edition: 'daily' }, /not a slot/],
    [{ edition: 'daily', scheduledTime: 'soon' }, /is no instant/],
    [{ edition: 'hourly', scheduledTime: '2026-11-24T06:00:00Z' }, /no edition "hourly"/],
  ])('that is none (%j) is thrown back', async (event, message) => {
    await expect(fire(event)).rejects.toThrow(message);
    expect(await system.issues.latestOf('daily')).toBeUndefined();
  });
});

describe('from the inbox to the readers', () => {
  it('a slot reaches everybody through the product’s own handlers', async () => {
    await system.addReaders(25);
    await fire({ edition: 'daily', scheduledTime: '2026-11-24T06:00:00Z' });
    await system.work();
    expect(new Set(system.mailer.addresses()).size).toBe(25);
    expect(system.mailer.addresses()).toHaveLength(25);
    await system.tick();
    await system.work();
    expect((await system.issues.get('daily.2026-11-24T0700'))?.outcome).toBe('sent');
  });
});
