import { beforeEach, describe, expect, it } from 'vitest';
import { planMessages } from '../../lambdas/core/delivery/messages.ts';
import type { AudienceQuery } from '../../lambdas/core/issue/issue.ts';
import { publishNow } from '../../lambdas/core/publish-now.ts';
import { aCollectedBriefing, aTopic } from '../support/issue-builders.ts';
import { aReader, aSystem, GRACE_MS, type System } from '../support/system.ts';

const topics = [aTopic({ section: 'world' }), aTopic({ section: 'markets' })];

let system: System;

/** Publishes and plans; nothing is delivered yet. */
async function plan(audience: AudienceQuery = { kind: 'everyone' }) {
  await publishNow(system, { name: 'extra', collected: [aCollectedBriefing({ topics })], audience });
  while (await system.planOne()) {
    // One shard each.
  }
}
const chunks = () =>
  system.deliveryQueue.take().flatMap((message) => (message.kind === 'chunk' ? [message] : []));
const planned = () =>
  chunks()
    .flatMap((chunk) => chunk.recipients.map((each) => each.subscriberId))
    .sort();
async function audience() {
  const shards = await Promise.all(
    Array.from({ length: 16 }, (_, shard) => system.issues.audience('extra', shard, 0)),
  );
  return new Map(shards.flatMap((part) => part?.entries ?? []).map((entry) => [entry.subscriberId, entry]));
}

beforeEach(async () => {
  system = await aSystem();
});

describe('the first plan', () => {
  it('puts every active reader into exactly one chunk', async () => {
    const readers = await system.addReaders(300);
    await plan();
    expect(planned()).toEqual(readers.map(({ id }) => id));
  });

  it('makes chunks of 50 at most, each of one shard', async () => {
    await system.addReaders(2000);
    await plan();
    const all = chunks();
    expect(Math.max(...all.map(({ recipients }) => recipients.length))).toBe(50);
    expect(new Set(all.map(({ shard }) => shard)).size).toBe(16);
  });

  it('moves the issue from frozen to sending', async () => {
    await system.addReaders(1);
    await plan();
    expect((await system.issues.get('extra'))?.state).toBe('sending');
  });

  it('asks the readers of an edition for that edition alone', async () => {
    for (const reader of [aReader({ id: 'ada' }), aReader({ id: 'eve', edition: 'weekly' })]) {
      await system.subscribers.add(reader);
    }
    await plan({ kind: 'edition', edition: 'daily' });
    expect(planned()).toEqual(['ada']);
  });

  it('excludes a reader to whose sections the issue has nothing', async () => {
    await system.subscribers.add(aReader({ id: 'ada', sections: ['science'] }));
    await system.subscribers.add(aReader({ id: 'eve', sections: ['science', 'world'] }));
    await plan();
    expect((await audience()).get('ada')?.excluded).toBe('no-topics');
    expect(planned()).toEqual(['eve']);
  });

  it.each([
    ['de-AT', 'de'],
    ['ja', 'ja'],
    ['fr', 'en'],
  ])('gives a reader of %s the mail in %s', async (language, chrome) => {
    await system.subscribers.add(aReader({ id: 'ada', language }));
    await plan();
    expect((await audience()).get('ada')?.language).toBe(chrome);
  });

  it('takes the listed only, guests too, and says why others get nothing', async () => {
    const states = ['active', 'guest', 'pending', 'unsubscribed', 'suppressed'] as const;
    const createdAt = system.clock.iso();
    for (const state of states) await system.subscribers.add(aReader({ id: state, state, createdAt }));
    await system.subscribers.add(aReader({ id: 'other' }));
    await plan({ kind: 'listed', subscriberIds: [...states, 'nobody', 'active'] });
    const reasons = [...(await audience())].map(([id, { excluded }]) => [id, excluded]);
    expect(Object.fromEntries(reasons)).toEqual({
      active: undefined,
      guest: undefined,
      pending: 'not-confirmed',
      unsubscribed: 'unsubscribed',
      suppressed: 'suppressed',
      nobody: 'not-found',
    });
    expect(planned()).toEqual(['active', 'guest']);
  });
});

describe('a later plan', () => {
  it('keeps the audience as it was frozen', async () => {
    await system.addReaders(3);
    await plan();
    await system.subscribers.add(aReader({ id: 'newcomer' }));
    await plan();
    expect((await audience()).has('newcomer')).toBe(false);
  });

  it('plans only those who have no mail yet', async () => {
    await system.addReaders(20);
    await plan();
    system.mailer.follow((to) => (to.startsWith('reader-0007') ? 'unreachable' : 'accept'));
    const [first] = chunks();
    await system.deliveryQueue.send(first ? [first] : []);
    await system.deliverOne();
    system.deliveryQueue.take();
    await plan();
    const done = new Set(system.mailer.addresses().map((to) => to.split('@')[0] ?? ''));
    expect(done.size).toBeGreaterThan(0);
    expect(planned().filter((id) => done.has(id))).toEqual([]);
  });

  it('looks at one doubt without putting the others of its part on the queue again', async () => {
    await system.addReaders(2000);
    await plan();
    const [first] = chunks();
    const doubtful = first?.recipients[0]?.subscriberId ?? '';
    system.mailer.follow((to) => (to.startsWith(doubtful) ? 'unanswered' : 'accept'));
    await system.deliveryQueue.send(first ? [first] : []);
    await system.deliverOne();
    system.clock.forward(GRACE_MS + 2_000);
    await system.hearFromSes();
    expect(system.planQueue.size).toBe(1);
    await system.planOne();
    expect(planned()).toEqual([doubtful]);
  });

  it('drops messages about issues that are paused, closed or unknown', async () => {
    await system.addReaders(3);
    await plan();
    chunks();
    await system.issues.move('extra', ['sending'], { state: 'paused', reason: 'the owner asked' });
    await system.planQueue.send([...planMessages('extra'), ...planMessages('unknown')]);
    await system.work();
    expect(system.deliveryQueue.size).toBe(0);
    expect(system.reports.filter(({ code }) => code === 'plan-dropped')).toHaveLength(32);
  });
});

describe('the tick', () => {
  it('plans every issue in work anew', async () => {
    await system.addReaders(5);
    await plan();
    system.deliveryQueue.take();
    await system.tick();
    await system.workFor(0);
    expect(system.mailer.taken).toHaveLength(5);
  });

  it('closes an issue that nothing is missing of, with its account', async () => {
    await system.addReaders(5);
    await system.subscribers.add(aReader({ id: 'zoe', sections: ['science'] }));
    await plan();
    await system.work();
    await system.tick();
    await system.work();
    expect(await system.issues.get('extra')).toMatchObject({
      state: 'closed',
      outcome: 'sent',
      accounting: { frozen: 6, accepted: 5, failed: 0, excluded: 1, expired: 0, uncertain: 0, waiting: 0 },
    });
  });

  it('closes an issue that nobody is on the list of', async () => {
    await plan();
    expect((await system.issues.get('extra'))?.state).toBe('closed');
  });

  it('does not close an issue whose audience is not wholly frozen', async () => {
    await publishNow(system, {
      name: 'extra',
      collected: [aCollectedBriefing({ topics })],
      audience: { kind: 'everyone' },
    });
    await system.tick();
    expect((await system.issues.get('extra'))?.state).toBe('frozen');
  });

  it('counts readers who left after the freeze as excluded, and closes', async () => {
    const [first] = await system.addReaders(5);
    await plan();
    await system.subscribers.unsubscribe(first?.id ?? '', 1, system.clock.iso());
    await system.work();
    await system.tick();
    await system.work();
    expect((await system.issues.get('extra'))?.accounting).toMatchObject({
      accepted: 4,
      excluded: 1,
      waiting: 0,
    });
  });

  it('keeps an issue open as long as an answer of SES is missing', async () => {
    await system.addReaders(1);
    await plan();
    system.mailer.follow(() => 'unanswered');
    await system.work();
    await system.tick();
    expect(await system.account('extra')).toMatchObject({ uncertain: 1, waiting: 0 });
    expect((await system.issues.get('extra'))?.state).toBe('sending');
  });

  it('tries a doubt three times in all, then leaves it to the owner, whose word tries again', async () => {
    await system.addReaders(1);
    await plan();
    system.mailer.follow(() => 'unanswered');
    for (let hour = 0; hour < 5; hour += 1) {
      await system.workFor(4 * GRACE_MS);
      await system.hearFromSes();
      await system.tick();
    }
    expect(system.mailer.calls.filter(({ tags }) => tags['delivery'])).toHaveLength(3);
    expect((await system.issues.head('extra'))?.accounting).toMatchObject({ uncertain: 1, accepted: 0 });
    system.mailer.follow(() => 'accept');
    await system.issues.move('extra', ['closed'], { state: 'sending', reopened: 1 });
    await system.planQueue.send(planMessages('extra', { again: true }));
    await system.work();
    expect(system.mailer.addresses()).toHaveLength(1);
  });
});
