import { beforeEach, describe, expect, it } from 'vitest';
import { publishSlot } from '../../lambdas/core/publish-issue.ts';
import type { StoredTopic } from '../../lambdas/core/sources/kept.ts';
import { aNewsletter, aTopic } from '../support/issue-builders.ts';
import { labelledStories } from '../support/labelled-stories.ts';
import { aSystem, MINUTE, type System } from '../support/system.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const sources = [{ id: 'pier', url: 'https://pier.example/feed' }];

let system: System;
beforeEach(async () => {
  system = await aSystem({ newsletter: aNewsletter({ sources }) });
});

const fire = () => publishSlot(system, { edition: 'daily', at: system.clock.now() });
const headlines = ({ issue }: Awaited<ReturnType<typeof fire>>) =>
  issue.topics.map((topic) => topic.headline);
const inbox = (name: string, text: string) => system.sources.add(name, new TextEncoder().encode(text));

let polls = 0;
/** Brings topics in as a poll does, at the clock's time. */
async function poll(...topics: (Partial<StoredTopic['topic']> & { publishedAt?: string })[]) {
  polls += 1;
  await system.topics.keep(
    { id: `source-${polls}`, url: 'https://pier.example/feed', seen: [], revision: 0 },
    topics.map(({ publishedAt, ...fields }) => ({
      topic: aTopic({ source: 'Pier News', ...fields }),
      language: 'en',
      sourceId: `source-${polls}`,
      at: system.clock.iso(),
      ...(publishedAt ? { publishedAt } : {}),
    })),
  );
}

const story = (name: string, at: number) => {
  const [headline = '', body = ''] =
    labelledStories('tuning')
      .find((each) => each.name === name)
      ?.texts[at]?.text.split('\n') ?? [];
  return { headline, body };
};
const FOG = { headline: 'Fog closes the western lane', body: 'Fog closed the western lane for three hours.' };
const SEALS = { headline: 'Seals are back', body: 'Eleven seals lay on the breakwater, a record.' };

describe('a slot of an edition', () => {
  it('takes what sources brought, without any briefing, the latest first', async () => {
    await poll(
      { ...FOG, publishedAt: '2026-11-23T08:00:00.000Z' },
      { ...SEALS, publishedAt: '2026-11-24T05:00:00.000Z' },
    );
    const result = await fire();
    expect(result.kind).toBe('published');
    expect(headlines(result)).toEqual([SEALS.headline, FOG.headline]);
  });

  it("takes the editor's briefings first and fills up with the sources", async () => {
    await inbox('monday.md', 'world: The council meets');
    await poll(
      ...Array.from({ length: 20 }, (_, n) => ({ headline: `Ship ${n}`, body: `Ship ${n} came in.` })),
    );
    const result = await fire();
    expect(headlines(result)[0]).toBe('The council meets');
    expect(result.issue.topics).toHaveLength(15);
    expect(result.issue.leftOut).toHaveLength(6);
    expect(result.issue.leftOut?.[0]?.reason).toBe(
      'the issue is full: at most 15 topics, by weight, then as they came',
    );
  });

  it('takes at the next slot only what came since', async () => {
    await poll(FOG);
    await fire();
    system.clock.forward(DAY);
    await poll(SEALS);
    expect(headlines(await fire())).toEqual([SEALS.headline]);
  });

  it('misses nothing that was written a moment after the slot had read', async () => {
    await poll(FOG);
    const at = system.clock.iso();
    await fire();
    system.clock.forward(HOUR);
    await system.topics.keep({ id: 'late', url: 'https://l.example/', seen: [], revision: 0 }, [
      { topic: aTopic(SEALS), language: 'en', sourceId: 'late', at },
    ]);
    system.clock.forward(DAY);
    const result = await fire();
    expect(headlines(result)).toEqual([SEALS.headline]);
    expect(result.issue).not.toHaveProperty('leftOut');
  });

  it('is skipped when nothing came, and says that no source had anything', async () => {
    const result = await fire();
    expect(result.issue.reason).toBe(
      'Skipped: no briefing waited in the inbox and no source had anything new.',
    );
  });

  it('does not tell at its first firing what came more than a week ago', async () => {
    await poll(FOG);
    system.clock.forward(8 * DAY);
    await poll(SEALS);
    expect(headlines(await fire())).toEqual([SEALS.headline]);
  });
});

describe('a story that comes twice', () => {
  it('from two sources is one topic with both, and the record says what became of the other', async () => {
    await poll({ ...story('chip-plant', 0), source: 'Pier News', link: 'https://pier.example/chips' });
    await poll({ ...story('chip-plant', 1), source: 'Harbour Notes', link: 'https://harbour.example/velix' });
    const { issue } = await fire();
    expect(issue.topics).toHaveLength(1);
    expect(issue.topics[0]?.sources?.map((each) => each.name).toSorted()).toEqual([
      'Harbour Notes',
      'Pier News',
    ]);
    expect((await system.issues.get(issue.id))?.leftOut).toEqual([
      expect.objectContaining({ reason: expect.stringMatching(/^the same story is in this issue already/) }),
    ]);
  });

  it('on two days is told on the first, and the second slot says so to its owner', async () => {
    await poll(story('whale', 0));
    const first = await fire();
    system.clock.forward(DAY);
    await poll(story('whale', 1));
    const second = await fire();
    expect(second.kind).toBe('skipped');
    expect(second.issue.reason).toBe(
      'Skipped: everything in 1 topic of the sources was told in an earlier issue.',
    );
    expect((await system.issues.get(second.issue.id))?.leftOut?.[0]?.reason).toBe(
      `the same story was told in ${first.issue.id}: “${story('whale', 0).headline}”`,
    );
  });

  it('is told again when the first issue was cancelled before anybody had it', async () => {
    await poll(story('whale', 0));
    const { issue } = await fire();
    const accounting = {
      frozen: 1,
      accepted: 0,
      failed: 0,
      excluded: 0,
      expired: 1,
      uncertain: 0,
      waiting: 0,
    };
    await system.issues.move(issue.id, ['frozen'], { state: 'closed', outcome: 'cancelled', accounting });
    system.clock.forward(DAY);
    await poll(story('whale', 1));
    expect((await fire()).kind).toBe('published');
  });

  it('is news again after 14 days', async () => {
    await poll(story('whale', 0));
    await fire();
    system.clock.forward(14 * DAY + HOUR);
    await poll(story('whale', 1));
    expect((await fire()).kind).toBe('published');
  });

  it('as a follow-up is told', async () => {
    await poll(story('whale', 0));
    await fire();
    system.clock.forward(DAY);
    await poll(story('whale', 2));
    expect(headlines(await fire())).toEqual(['Whale freed off Skerrin found dead']);
  });

  it('as the same briefing dropped in again is told once', async () => {
    await inbox('monday.md', 'The ferry sails again');
    await fire();
    system.clock.forward(3 * DAY);
    await inbox('other-name.md', 'The ferry sails again');
    const result = await fire();
    expect(result.issue.reason).toBe('Skipped: everything in other-name.md was told in an earlier issue.');
  });
});
