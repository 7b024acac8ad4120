import { beforeEach, describe, expect, it } from 'vitest';
import { cancelIssue, pauseIssue, resendMissing, resumeIssue } from '../../lambdas/core/control-issue.ts';
import { rulesFor } from '../../lambdas/core/delivery/account.ts';
import { explainDelivery } from '../../lambdas/core/delivery/explain.ts';
import { publishNow } from '../../lambdas/core/publish-now.ts';
import { aCollectedBriefing, aTopic } from '../support/issue-builders.ts';
import { aReader, aSystem, GRACE_MS, MINUTE, type System } from '../support/system.ts';

let system: System;
const id = 'extra';
const head = () => system.issues.head(id);

beforeEach(async () => {
  system = await aSystem();
  await system.addReaders(4);
  const collected = [aCollectedBriefing({ topics: [aTopic()] })];
  await publishNow(system, { name: id, collected, audience: { kind: 'everyone' } });
});

describe('pausing an issue', () => {
  it('stops it with a reason, and its chunks are dropped', async () => {
    expect(await pauseIssue(system, id)).toMatchObject({ kind: 'done', issue: { state: 'paused' } });
    await system.work();
    expect(system.mailer.calls).toEqual([]);
    expect(await pauseIssue(system, id)).toMatchObject({ kind: 'already' });
  });

  it('and resuming it sends what is missing, to each once', async () => {
    await system.planOne();
    await pauseIssue(system, id);
    await system.work();
    expect(await resumeIssue(system, id)).toMatchObject({ kind: 'done', issue: { state: 'sending' } });
    await system.work();
    expect(system.mailer.addresses()).toHaveLength(4);
    expect(await resumeIssue(system, id)).toMatchObject({ kind: 'already' });
  });

  it('is refused for an issue that is closed or unknown, in words', async () => {
    await system.work();
    await system.tick();
    await system.work();
    expect(await pauseIssue(system, id)).toEqual({
      kind: 'refused',
      reason: 'Issue extra is closed (sent) and cannot be paused.',
    });
    expect(await pauseIssue(system, 'nope')).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('There is no issue nope'),
    });
  });
});

describe('cancelling an issue', () => {
  it('leaves their mail to those who have it, and counts the others as expired', async () => {
    system.mailer.follow((_, before) => (before < 2 ? 'accept' : 'unreachable'));
    await system.work();
    expect(await cancelIssue(system, id)).toMatchObject({ kind: 'done' });
    system.mailer.follow(() => 'accept');
    await system.workFor(30 * MINUTE);
    expect(system.mailer.addresses()).toHaveLength(2);
    expect(await head()).toMatchObject({
      state: 'closed',
      outcome: 'cancelled',
      accounting: { accepted: 2, expired: 2, waiting: 0 },
    });
  });

  it('works on a paused issue, and only once', async () => {
    await pauseIssue(system, id);
    expect(await cancelIssue(system, id)).toMatchObject({ kind: 'done' });
    expect(await cancelIssue(system, id)).toMatchObject({ kind: 'already' });
    await system.work();
    expect(await head()).toMatchObject({ outcome: 'cancelled', accounting: { expired: 4 } });
  });
});

describe('resending what is missing', () => {
  async function closeWithADoubt() {
    const hold = { ...system.newsletter, delivery: { ...system.newsletter.delivery, onUncertain: 'hold' } };
    system = await aSystem({ stores: system, newsletter: hold as typeof system.newsletter });
    await resendMissing(system, id, { uncertain: false });
    system.mailer.follow((_, before) => (before === 0 ? 'unanswered' : 'accept'));
    await system.workFor(GRACE_MS + 2 * MINUTE);
    await system.tick();
    await system.work();
    expect(await head()).toMatchObject({ state: 'closed', accounting: { accepted: 3, uncertain: 1 } });
  }

  it('leaves doubts alone, and closes the issue again', async () => {
    await closeWithADoubt();
    const calls = system.mailer.calls.length;
    await resendMissing(system, id, { uncertain: false });
    await system.work();
    expect(system.mailer.calls.filter(({ tags }) => tags['delivery']).length).toBeLessThanOrEqual(calls);
    expect(await head()).toMatchObject({ state: 'closed', reopened: 1, accounting: { uncertain: 1 } });
  });

  it('tries doubts again on the owner’s word', async () => {
    await closeWithADoubt();
    await resendMissing(system, id, { uncertain: true });
    await system.work();
    await system.tick();
    await system.work();
    expect(system.mailer.addresses()).toHaveLength(4);
    expect(await head()).toMatchObject({ state: 'closed', accounting: { accepted: 4, uncertain: 0 } });
  });

  it('is refused for a cancelled issue', async () => {
    await cancelIssue(system, id);
    await system.work();
    expect(await resendMissing(system, id, { uncertain: true })).toMatchObject({
      kind: 'refused',
      reason: 'Issue extra is closed (cancelled) and cannot be sent again.',
    });
  });
});

describe('explaining an issue to somebody', () => {
  const explain = async (reader: string) => {
    const [issue, subscriber] = [await head(), await system.subscribers.get(reader)];
    if (!issue || !subscriber) throw new Error('nobody to explain');
    const { got, because } = await explainDelivery(system, issue, subscriber, await rulesFor(system, issue));
    return `${got}: ${because.join(' ')}`;
  };

  it('says that it went out, and what SES reported since', async () => {
    await system.work();
    await system.hearFromSes();
    expect(await explain('reader-0000')).toMatch(
      /^yes: SES took the mail \(message-\d\)\. Sent on its way at/,
    );
  });

  it('says that it is not sent yet, and why', async () => {
    expect(await explain('reader-0000')).toBe('not yet: Their part of the list is not frozen yet.');
    while (await system.planOne()) {
      // One shard each.
    }
    expect(await explain('reader-0000')).toBe('not yet: Their mail is still to be sent.');
    await pauseIssue(system, id);
    expect(await explain('reader-0000')).toContain('The issue is paused. The owner paused it.');
  });

  it('says why somebody was left out', async () => {
    await system.subscribers.add(aReader({ id: 'zoe', sections: ['markets'] }));
    await system.work();
    expect(await explain('zoe')).toBe(
      'no: They were left out: none of its topics is in a section that they chose.',
    );
    system.clock.forward(MINUTE);
    await system.subscribers.add(aReader({ id: 'late', createdAt: system.clock.iso() }));
    expect(await explain('late')).toMatch(/^no: They came to the list after the freeze/);
  });

  it('says that nobody knows', async () => {
    system.mailer.follow(() => 'unanswered');
    await system.work();
    const told = await Promise.all(['reader-0000', 'reader-0001', 'reader-0002'].map(explain));
    expect(told).toContainEqual(expect.stringMatching(/^unknown: SES may or may not have the mail/));
  });
});
