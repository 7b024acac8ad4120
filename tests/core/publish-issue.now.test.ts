import { beforeEach, describe, expect, it } from 'vitest';
import { type AdHocIssue, publishNow } from '../../lambdas/core/publish-now.ts';
import { aCollectedBriefing, aTopic } from '../support/issue-builders.ts';
import { aSystem, type System } from '../support/system.ts';

const topics = [aTopic(), aTopic({ section: 'markets' })];
const collected = [aCollectedBriefing({ topics })];

let system: System;
const publish = (wanted: Partial<AdHocIssue> = {}) =>
  publishNow(system, { name: 'extra', collected, audience: { kind: 'everyone' }, ...wanted });

beforeEach(async () => {
  system = await aSystem();
});

describe('an issue outside the schedule', () => {
  it('is frozen under its name, with all its topics, and planned', async () => {
    const result = await publish();
    expect(result).toMatchObject({ kind: 'published', issue: { id: 'extra', state: 'frozen' } });
    expect((await system.issues.get('extra'))?.topics).toHaveLength(2);
    expect(system.planQueue.size).toBe(16);
  });

  it('without a name is named after its content and the local date', async () => {
    const { name: _name, ...nameless } = { name: '', collected, audience: { kind: 'everyone' } as const };
    const first = await publishNow(system, nameless);
    const again = await publishNow(system, nameless);
    expect(first).toMatchObject({
      kind: 'published',
      issue: { id: expect.stringMatching(/^[0-9a-f]{8}-2026-11-24$/) },
    });
    expect(again.kind).toBe('repeated');
  });

  it('belongs to no edition, so a slot does not count it as the one before', async () => {
    await publish();
    expect(await system.issues.latestOf('daily')).toBeUndefined();
  });

  it('without a topic is not frozen', async () => {
    expect((await publish({ collected: [] })).kind).toBe('no-topics');
    expect(await system.issues.get('extra')).toBeUndefined();
  });

  it.each(['', '../x', 'a b', '-x', 'ä', 'x'.repeat(81), 'a#b'])('cannot be named %j', async (name) => {
    const result = await publish({ name });
    expect(result).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('cannot name an issue'),
    });
  });

  it('cannot take the name of a slot', async () => {
    const result = await publish({ name: 'daily.2026-11-25T0700' });
    expect(result).toMatchObject({ kind: 'refused', reason: expect.stringContaining('Choose another name') });
  });
});

describe('the same name again', () => {
  it('with the same content sends what is missing: it plans again and freezes nothing', async () => {
    await publish();
    system.planQueue.take();
    const again = await publish();
    expect(again.kind).toBe('repeated');
    expect(system.planQueue.take()).toHaveLength(16);
  });

  describe('when the owner was told of doubts', () => {
    const wanted = { name: 'extra', collected, audience: { kind: 'everyone' } } as const;
    const told = '2026-11-24T06:00:30.000Z';
    const asksAgain = () => system.planQueue.take().map(({ againUntil }) => againUntil);

    beforeEach(async () => {
      await publish();
      await system.issues.move('extra', ['frozen'], { state: 'sending', doubtsToldAt: told });
      system.planQueue.take();
    });

    it('tries those again, where SES reports nothing at all', async () => {
      await publish();
      expect(new Set(asksAgain())).toEqual(new Set([told]));
      await system.hearFromSes();
      await publish();
      expect(new Set(asksAgain())).toEqual(new Set([undefined]));
    });

    it('leaves them to the events where SES tells them by itself', async () => {
      await publishNow({ ...system, hearsByItself: true }, wanted);
      expect(new Set(asksAgain())).toEqual(new Set([undefined]));
    });

    it('plans once more when a short grace will be over, for a person who waits', async () => {
      await publishNow({ ...system, graceMs: 5_000 }, wanted);
      expect(await system.planQueue.depth()).toBe(32);
      expect(system.planQueue.take()).toHaveLength(16);
    });
  });

  it('tries no doubt again that nobody was told of, as after a kill', async () => {
    await publish();
    system.planQueue.take();
    await publish();
    expect(system.planQueue.take().every(({ againUntil, again }) => !again && !againUntil)).toBe(true);
  });

  it('with other content is refused with a sentence that says what to do', async () => {
    await publish();
    const other = await publish({ collected: [aCollectedBriefing()] });
    expect(other).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(
        /^An issue named extra exists since 2026-11-24 06:00 UTC with other content.*another name/,
      ),
    });
  });

  it('with another subject is other content', async () => {
    await publish();
    expect((await publish({ subject: 'Breaking' })).kind).toBe('refused');
  });

  it('for other readers is refused', async () => {
    await publish({ audience: { kind: 'listed', subscriberIds: ['b', 'a'] } });
    expect((await publish({ audience: { kind: 'listed', subscriberIds: ['a', 'b'] } })).kind).toBe(
      'repeated',
    );
    const other = await publish();
    expect(other).toMatchObject({ kind: 'refused', reason: expect.stringContaining('for other readers') });
  });

  it('lets a paused issue go on', async () => {
    await publish();
    await system.issues.move('extra', ['frozen'], { state: 'paused', reason: 'SES said no' });
    await publish();
    expect((await system.issues.get('extra'))?.state).toBe('sending');
  });

  it('leaves a closed issue closed', async () => {
    await publish();
    system.planQueue.take();
    await system.issues.move('extra', ['frozen'], { state: 'closed', outcome: 'sent' });
    expect((await publish()).kind).toBe('repeated');
    expect((await system.issues.get('extra'))?.state).toBe('closed');
    expect(system.planQueue.size).toBe(0);
  });

  it('published by two at once makes one issue', async () => {
    const kinds = (await Promise.all([publish(), publish()])).map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['published', 'repeated']);
  });
});
