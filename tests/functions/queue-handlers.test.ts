import { beforeEach, describe, expect, it } from 'vitest';
import { planMessages } from '../../lambdas/core/delivery/messages.ts';
import { publishNow } from '../../lambdas/core/publish-now.ts';
import { planAudienceHandler } from '../../lambdas/functions/plan-audience/handler.ts';
import { aCollectedBriefing } from '../support/issue-builders.ts';
import { aSystem, MINUTE, type System, sqsEvent } from '../support/system.ts';

let system: System;
const context = { getRemainingTimeInMillis: () => 5 * MINUTE };
const failures = (answer: { batchItemFailures: { itemIdentifier: string }[] }) =>
  answer.batchItemFailures.map((each) => each.itemIdentifier);

beforeEach(async () => {
  system = await aSystem();
  await system.addReaders(20);
  await publishNow(system, {
    name: 'extra',
    collected: [aCollectedBriefing()],
    audience: { kind: 'everyone' },
  });
});

describe('a batch for plan-audience', () => {
  it('plans every shard in it', async () => {
    expect(await system.plan(sqsEvent(system.planQueue.take()), context)).toEqual({ batchItemFailures: [] });
    const planned = system.deliveryQueue
      .take()
      .reduce((sum, each) => sum + (each.kind === 'chunk' ? each.recipients.length : 0), 0);
    expect(planned).toBe(20);
  });

  it('gives back only the message that is none', async () => {
    const answer = await system.plan(sqsEvent(['no json', ...system.planQueue.take()]), context);
    expect(failures(answer)).toEqual(['m0']);
    expect(system.deliveryQueue.size).toBeGreaterThan(0);
  });

  it('gives back only the shard whose store fails', async () => {
    const issues = {
      ...system.issues,
      freezeAudience: (id: string, shard: number, part: number, content: never) =>
        shard === 3
          ? Promise.reject(new Error('S3 is away'))
          : system.issues.freezeAudience(id, shard, part, content),
    };
    const plan = planAudienceHandler({ ...system, issues });
    expect(failures(await plan(sqsEvent(planMessages('extra')), context))).toEqual(['m3']);
    expect(system.reports).toContainEqual({ code: 'record-failed', messageId: 'm3', error: 'S3 is away' });
  });

  it('that is neither messages nor a tick is thrown back', async () => {
    await expect(system.plan({ tick: 1 } as never, context)).rejects.toThrow('neither messages nor a tick');
  });
});

describe('a batch for deliver-mail', () => {
  beforeEach(async () => {
    await system.plan(sqsEvent(system.planQueue.take()), context);
  });

  it('sends its chunks and its notices', async () => {
    const notice = { kind: 'notice', id: 'n', subject: 'hello', lines: ['text'] };
    const event = sqsEvent([...system.deliveryQueue.take(), notice]);
    expect(await system.deliver(event, context)).toEqual({ batchItemFailures: [] });
    expect(system.mailer.taken).toHaveLength(21);
  });

  it('gives back only the message that is none, and the others are sent', async () => {
    const answer = await system.deliver(sqsEvent(['{}', ...system.deliveryQueue.take()]), context);
    expect(failures(answer)).toEqual(['m0']);
    expect(system.mailer.taken).toHaveLength(20);
  });

  it('hands a chunk on when there is no time left for a call', async () => {
    const chunks = system.deliveryQueue.take();
    const answer = await system.deliver(sqsEvent(chunks), { getRemainingTimeInMillis: () => 5_000 });
    expect(answer.batchItemFailures).toEqual([]);
    expect(system.mailer.calls).toEqual([]);
    expect(system.deliveryQueue.size).toBe(chunks.length);
  });
});
