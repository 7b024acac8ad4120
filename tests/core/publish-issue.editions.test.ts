import { describe, expect, it } from 'vitest';
import type { NewsletterInput } from '../../lambdas/core/config.ts';
import { checkCutOffs } from '../../lambdas/core/issue/check-cut-offs.ts';
import { publishSlot } from '../../lambdas/core/publish-issue.ts';
import { aNewsletter, aTopic } from '../support/issue-builders.ts';
import { aSystem, MINUTE, type System } from '../support/system.ts';

const DAY = 24 * 60 * MINUTE;

type EditionInput = NewsletterInput['editions'][number];
const daily: EditionInput = { id: 'daily', title: 'Daily', cron: '0 7 * * *' };
const aSystemOf = (...editions: EditionInput[]) =>
  aSystem({
    newsletter: aNewsletter({ editions, sources: [{ id: 'pier', url: 'https://pier.example/feed' }] }),
  });

const fire = (system: System, edition = 'daily') => publishSlot(system, { edition, at: system.clock.now() });
const inbox = (system: System, name: string, text: string) =>
  system.sources.add(name, new TextEncoder().encode(text));
const headlines = ({ issue }: Awaited<ReturnType<typeof fire>>) =>
  issue.topics.map((topic) => topic.headline);
const notices = async (system: System) => {
  await system.work();
  return system.mailer.taken
    .filter((mail) => mail.tags['kind'] === 'notice')
    .map(({ raw }) => new TextDecoder().decode(raw).replaceAll('=\r\n', ''));
};
const alarms = (system: System) => system.reports.filter(({ code }) => code === 'briefing-missing');

describe('an edition that wants a number of topics', () => {
  it('skips the slot while there are fewer, and tells them all at the next one', async () => {
    const system = await aSystemOf({ ...daily, minimumTopics: 3 });
    await inbox(system, 'monday.md', 'The ferry sails again\nA comet');
    const first = await fire(system);
    expect(first.kind).toBe('skipped');
    expect(first.issue.reason).toBe('Skipped: it has 2 topics, and the edition wants at least 3.');
    system.clock.forward(DAY);
    await inbox(system, 'tuesday.md', 'Copper falls');
    expect(headlines(await fire(system))).toEqual(['The ferry sails again', 'A comet', 'Copper falls']);
    system.clock.forward(DAY);
    expect((await fire(system)).issue.reason).toContain('no briefing waited');
  });

  it('holds back what sources brought as well', async () => {
    const system = await aSystemOf({ ...daily, minimumTopics: 2 });
    const source = { id: 'pier', url: 'https://pier.example/feed', seen: [], revision: 0 };
    const fog = aTopic({ headline: 'Fog closes the western lane' });
    const stored = { topic: fog, language: 'en', sourceId: 'pier', at: system.clock.iso() };
    await system.topics.keep(source, [stored]);
    expect((await fire(system)).kind).toBe('skipped');
    system.clock.forward(DAY);
    await inbox(system, 'tuesday.md', 'Copper falls');
    expect(headlines(await fire(system))).toEqual(['Copper falls', 'Fog closes the western lane']);
  });
});

describe('the weekly edition', () => {
  const weekly: EditionInput = {
    id: 'weekly',
    title: 'Weekly',
    cron: '0 9 * * 0',
    maxTopics: 2,
    order: ['weight', 'coverage', 'recency'],
  };

  it("tells the week's best, also what daily has told", async () => {
    const system = await aSystemOf(daily, weekly);
    for (const [day, text] of [
      ['monday', 'The ferry sails again'],
      ['tuesday', 'A comet'],
      ['wednesday', 'Copper falls'],
    ] as const) {
      await inbox(system, `${day}.md`, text);
      expect((await fire(system)).kind).toBe('published');
      system.clock.forward(DAY);
    }
    // Nothing else told apart: the latest two of the week.
    const result = await fire(system, 'weekly');
    expect(headlines(result)).toEqual(['Copper falls', 'A comet']);
    expect(result.issue.leftOut?.[0]?.headline).toBe('The ferry sails again');
  });

  it('goes to its own readers, who get no daily', async () => {
    const system = await aSystemOf(daily, weekly);
    await system.addReaders(3);
    for (const id of ['zoe', 'yan']) {
      const [reader] = await system.addReaders(1, { id, email: `${id}@example.org`, edition: 'weekly' });
      expect(reader?.edition).toBe('weekly');
    }
    const mailed = (issue: string) =>
      system.mailer.taken
        .filter((mail) => mail.tags['issue']?.startsWith(issue))
        .map((mail) => mail.to)
        .sort();
    await inbox(system, 'monday.md', 'The ferry sails again');
    await fire(system);
    await fire(system, 'weekly');
    await system.work();
    expect(mailed('daily')).toHaveLength(3);
    expect(mailed('weekly')).toEqual(['yan@example.org', 'zoe@example.org']);
  });
});

describe('a slot without a briefing', () => {
  it('raises no alarm by default', async () => {
    const system = await aSystemOf(daily);
    await fire(system);
    await checkCutOffs(system);
    expect(alarms(system)).toEqual([]);
    expect(await notices(system)).toHaveLength(1);
  });

  it('raises one where the edition says "fail", and is recorded as skipped', async () => {
    const system = await aSystemOf({ ...daily, withoutBriefing: 'fail' });
    expect((await fire(system)).issue).toMatchObject({ outcome: 'skipped' });
    expect(alarms(system)).toEqual([{ code: 'briefing-missing', issue: 'daily.2026-11-24T0700' }]);
  });

  it.each([
    [true, 0],
    [false, 1],
  ])('is what one with nothing new is too, unless skipIfEmpty (%s)', async (skipIfEmpty, expected) => {
    const system = await aSystemOf({ ...daily, withoutBriefing: 'fail', skipIfEmpty });
    await inbox(system, 'monday.md', 'The ferry sails again');
    await fire(system);
    system.clock.forward(DAY);
    await inbox(system, 'again.md', 'The ferry sails again');
    expect((await fire(system)).issue.reason).toContain('was told in an earlier issue');
    expect(alarms(system)).toHaveLength(expected);
  });
});

describe('the cut-off of a slot', () => {
  const remind: EditionInput = { ...daily, withoutBriefing: 'remind', cutOff: '2h' };

  /** The system's clock at that time of the day before, UTC; the slot is at 06:00. */
  async function at(hour: number, edition = remind): Promise<System> {
    const system = await aSystemOf(edition);
    system.clock.forward((24 - 6 + hour) * 60 * MINUTE);
    return system;
  }

  it('reminds the owner once, however often it is looked at', async () => {
    const system = await at(4);
    await checkCutOffs(system);
    await checkCutOffs(system);
    const sent = await notices(system);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toContain('no briefing yet for daily.2026-11-25T0700');
    expect(sent[0]).toContain('Wednesday, 25 November 2026 at 07:00 (Europe/Berlin)');
  });

  it('says nothing before it', async () => {
    const system = await at(3.9);
    await checkCutOffs(system);
    expect(await notices(system)).toEqual([]);
  });

  it('says nothing where a briefing waits', async () => {
    const system = await at(4);
    await inbox(system, 'wednesday.md', 'The ferry sails again');
    await checkCutOffs(system);
    expect(await notices(system)).toEqual([]);
  });

  it('says so where all that waits cannot be read', async () => {
    const system = await at(4);
    await inbox(system, 'photo.jpg', 'x');
    await checkCutOffs(system);
    expect(await notices(system)).toHaveLength(1);
  });
});
