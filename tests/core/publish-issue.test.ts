import { beforeEach, describe, expect, it } from 'vitest';
import { publishSlot } from '../../lambdas/core/publish-issue.ts';
import { aNewsletter } from '../support/issue-builders.ts';
import { aSystem, MINUTE, type System } from '../support/system.ts';

const DAY = 24 * 60 * MINUTE;
const bytes = (text: string) => new TextEncoder().encode(text);

let system: System;
const inbox = (name: string, text: string | Uint8Array) =>
  system.sources.add(name, typeof text === 'string' ? bytes(text) : text);
const fire = (edition = 'daily') => publishSlot(system, { edition, at: system.clock.now() });
const headlines = (result: Awaited<ReturnType<typeof fire>>) =>
  result.issue.topics.map((topic) => topic.headline);
const notices = () => system.mailer.taken.filter((mail) => mail.tags['kind'] === 'notice');
const textOf = (mail: { raw: Uint8Array }) =>
  new TextDecoder().decode(mail.raw).replaceAll('=\r\n', '').replaceAll('=3D', '=');

beforeEach(async () => {
  system = await aSystem();
});

describe('a slot with briefings', () => {
  it('becomes an issue named after the edition and its local time', async () => {
    await inbox('monday.md', 'The ferry sails again');
    const result = await fire();
    expect(result.kind).toBe('published');
    expect(result.issue).toMatchObject({
      id: 'daily.2026-11-24T0700',
      state: 'frozen',
      audience: { kind: 'edition', edition: 'daily' },
      languages: ['ar', 'de', 'en', 'ja'],
    });
    expect(headlines(result)).toEqual(['The ferry sails again']);
  });

  it('merges several briefings, in the order of the sections', async () => {
    await inbox('a.md', 'science: A comet\nworld: A ferry');
    await inbox('b.txt', 'markets: Copper falls');
    expect(headlines(await fire())).toEqual(['A ferry', 'Copper falls', 'A comet']);
  });

  it('is rendered for every language before it is frozen', async () => {
    await inbox('monday.md', 'The ferry sails again');
    const { issue } = await fire();
    expect((await system.issues.skeleton(issue.id, 'de'))?.language).toBe('de');
  });

  it('queues one plan message for each of the 16 shards', async () => {
    await inbox('monday.md', 'The ferry sails again');
    await fire();
    const shards = system.planQueue.take().map(({ shard }) => shard);
    expect(shards).toEqual(Array.from({ length: 16 }, (_, index) => index));
  });

  it('leaves the inbox as it is', async () => {
    await inbox('monday.md', 'The ferry sails again');
    await fire();
    expect((await system.sources.inbox()).map(({ name }) => name)).toEqual(['monday.md']);
  });
});

describe('a slot that fires twice', () => {
  it('makes one issue, and queues its plan again in case the first was lost', async () => {
    await inbox('monday.md', 'The ferry sails again');
    const first = await fire();
    system.planQueue.take();
    await inbox('late.md', 'A comet');
    const second = await fire();
    expect(second.kind).toBe('repeated');
    expect(second.issue.contentHash).toBe(first.issue.contentHash);
    expect(system.planQueue.size).toBe(16);
  });

  it('makes one issue also when both firings run at the same time', async () => {
    await inbox('monday.md', 'The ferry sails again');
    const kinds = (await Promise.all([fire(), fire()])).map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['published', 'repeated']);
  });

  it('queues nothing once the issue is closed', async () => {
    await inbox('monday.md', 'The ferry sails again');
    const { issue } = await fire();
    system.planQueue.take();
    await system.issues.move(issue.id, ['frozen'], { state: 'closed', outcome: 'sent' });
    await fire();
    expect(system.planQueue.size).toBe(0);
  });
});

describe('the next slot', () => {
  it('takes what was added since the one before', async () => {
    await inbox('monday.md', 'The ferry sails again');
    await fire();
    system.clock.forward(DAY);
    await inbox('tuesday.md', 'A comet');
    expect(headlines(await fire())).toEqual(['A comet']);
  });

  it('takes a briefing again whose content was changed', async () => {
    await inbox('briefing.md', 'The ferry sails again');
    await fire();
    system.clock.forward(DAY);
    await inbox('briefing.md', 'The ferry stays in dock');
    expect(headlines(await fire())).toEqual(['The ferry stays in dock']);
  });

  it('takes one that came in the same instant as the last one taken', async () => {
    await inbox('monday.md', 'The ferry sails again');
    await fire();
    await inbox('monday-2.md', 'A comet');
    system.clock.forward(DAY);
    expect(headlines(await fire())).toEqual(['A comet']);
  });

  it('sends nothing twice after slots without a briefing', async () => {
    await inbox('monday.md', 'The ferry sails again');
    await fire();
    for (const _ of [1, 2, 3]) {
      system.clock.forward(DAY);
      expect((await fire()).kind).toBe('skipped');
    }
  });

  it('of another edition sees every briefing too', async () => {
    const editions = [
      { id: 'daily', title: 'Daily', cron: '0 7 * * *' },
      { id: 'markets', title: 'Markets', cron: '0 8 * * *', sections: ['markets'] },
    ];
    system = await aSystem({ newsletter: aNewsletter({ editions }) });
    await inbox('monday.md', 'world: The ferry sails again\nmarkets: Copper falls');
    expect(headlines(await fire('daily'))).toHaveLength(2);
    system.clock.forward(60 * MINUTE);
    expect(headlines(await fire('markets'))).toEqual(['Copper falls']);
  });

  it('that runs before a delayed older one leaves nothing to that one', async () => {
    const older = system.clock.now();
    system.clock.forward(DAY);
    await inbox('monday.md', 'The ferry sails again');
    await fire();
    const late = await publishSlot(system, { edition: 'daily', at: older });
    expect(late.kind).toBe('skipped');
    expect(late.issue.reason).toContain('the newer slot daily.2026-11-25T0700 has run already');
    system.clock.forward(DAY);
    expect((await fire()).kind).toBe('skipped');
  });
});

describe('a slot without briefings', () => {
  it('is recorded as skipped and told to the owner once, however often it fires', async () => {
    expect((await fire()).kind).toBe('skipped');
    expect((await fire()).kind).toBe('repeated');
    await system.work();
    expect(await system.issues.get('daily.2026-11-24T0700')).toMatchObject({
      state: 'closed',
      outcome: 'skipped',
      reason: 'Skipped: no briefing waited in the inbox.',
    });
    expect(notices()).toHaveLength(1);
    expect(notices()[0]?.to).toBe('owner@example.com');
    expect(textOf(notices()[0] as never)).toContain('no briefing waited in the inbox');
  });

  it('is skipped as well when none brings a topic of the edition', async () => {
    const editions = [{ id: 'daily', title: 'Daily', cron: '0 7 * * *', sections: ['markets'] }];
    system = await aSystem({ newsletter: aNewsletter({ editions }) });
    await inbox('monday.md', 'world: The ferry sails again');
    const result = await fire();
    expect(result.issue.reason).toBe('Skipped: none of monday.md brought a topic for this edition.');
    system.clock.forward(DAY);
    expect((await fire()).issue.reason).toContain('no briefing waited');
  });
});

describe('a briefing that cannot be read', () => {
  it.each([
    ['photo.jpg', 'x', 'it is neither .txt, .md, .html nor .json'],
    ['binary.txt', new Uint8Array([0xff, 0xfe, 0x00, 0x01]), 'it is not text in UTF-8'],
    ['zeros.txt', 'a\0b', 'it has zero bytes'],
    ['empty.md', ' \n', 'it is empty'],
    ['broken.md', 'fine\n! front matter', 'broken.md:2: an exclamation mark is no topic'],
  ])('such as %s is left out and named, and the others go on', async (name, content, reason) => {
    await inbox(name, content);
    await inbox('good.md', 'The ferry sails again');
    expect(headlines(await fire())).toEqual(['The ferry sails again']);
    await system.work();
    expect(notices()).toHaveLength(2);
    expect(textOf(notices()[1] as never)).toContain('is closed');
    expect(textOf(notices()[0] as never)).toContain(`left out the briefing ${name}`);
    expect(textOf(notices()[0] as never)).toContain(reason);
  });

  it('is told once, though the next slots meet it again', async () => {
    await inbox('photo.jpg', 'x');
    for (const _ of [1, 2, 3]) {
      await fire();
      await system.work();
      system.clock.forward(DAY);
    }
    const about = notices().filter((mail) => textOf(mail).includes('photo.jpg was left out'));
    expect(about).toHaveLength(1);
  });
});

describe('what is no slot', () => {
  it('is refused when the edition is not in the config, naming those that are', async () => {
    await expect(fire('weekly')).rejects.toThrow(/no edition "weekly".*it has daily/);
  });

  it('freezes nothing when the store of briefings cannot be read', async () => {
    await inbox('monday.md', 'The ferry sails again');
    const sources = { ...system.sources, read: () => Promise.reject(new Error('S3 is away')) };
    const firing = publishSlot({ ...system, sources }, { edition: 'daily', at: system.clock.now() });
    await expect(firing).rejects.toThrow('S3 is away');
    expect(await system.issues.latestOf('daily')).toBeUndefined();
  });
});
