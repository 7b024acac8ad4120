import { beforeEach, describe, expect, it } from 'vitest';
import { cancelIssue } from '../../lambdas/core/control-issue.ts';
import { publishSlot } from '../../lambdas/core/publish-issue.ts';
import { aReader, aSystem, MINUTE, type System } from '../support/system.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let system: System;
const inbox = (name: string, text: string) => system.sources.add(name, new TextEncoder().encode(text));
const fire = () => publishSlot(system, { edition: 'daily', at: system.clock.now() });
/** Readers in the order of their mails. */
const sent = () => system.mailer.taken.filter(({ tags }) => tags['issue'] !== undefined).map(({ to }) => to);
const id = 'daily.2026-11-24T0700';

/** Ticks every 15 minutes for so many hours, as the schedule does; returns how many of them planned something. */
async function tickFor(hours: number): Promise<number> {
  let planning = 0;
  for (let tick = 0; tick < hours * 4; tick += 1) {
    await system.tick();
    if (system.planQueue.size > 0) planning += 1;
    await system.workFor(15 * MINUTE);
  }
  return planning;
}

beforeEach(async () => {
  system = await aSystem();
  // The slot is at 06:00 UTC, 07:00 in Berlin.
  await system.subscribers.add(aReader({ id: 'now' }));
  await system.subscribers.add(aReader({ id: 'noon', hour: 12 }));
  await system.subscribers.add(aReader({ id: 'nepal', hour: 20, timeZone: 'Asia/Kathmandu' }));
  await inbox('monday.md', 'The ferry sails again');
});

describe('readers with hours of their own', () => {
  it('get their mail at that hour, to the minute', async () => {
    await fire();
    await system.work();
    expect(sent()).toEqual(['now@example.org']);
    await tickFor(4.75);
    expect(sent()).toHaveLength(1);
    await tickFor(0.5);
    expect(sent()).toEqual(['now@example.org', 'noon@example.org']);
    await tickFor(4);
    expect(sent()).toEqual(['now@example.org', 'noon@example.org', 'nepal@example.org']);
    await tickFor(1);
    expect(await system.issues.head(id)).toMatchObject({ state: 'closed', outcome: 'sent' });
  });

  it('cost no plan between two waves', async () => {
    await fire();
    await system.work();
    expect(await tickFor(4)).toBeLessThanOrEqual(2);
    expect(await tickFor(2)).toBeLessThanOrEqual(4);
  });

  it('are let go at once when the issue is cancelled in between', async () => {
    await fire();
    await system.work();
    await tickFor(1);
    await cancelIssue(system, id);
    await tickFor(0.5);
    expect(await system.issues.head(id)).toMatchObject({
      state: 'closed',
      outcome: 'cancelled',
      accounting: { accepted: 1, expired: 2 },
    });
  });
});

describe('a reader whose hour begins with the next slot', () => {
  // Six in the morning in Nigeria, where the clocks stay, is seven in Berlin in summer and not in winter.
  beforeEach(async () => {
    system.clock.forward(Date.parse('2027-03-27T06:00:00Z') - system.clock.now().getTime());
    await system.subscribers.add(aReader({ id: 'lagos', hour: 6, timeZone: 'Africa/Lagos' }));
    await fire();
    await system.work();
    await tickFor(22.75);
  });
  const toLagos = () => sent().filter((each) => each === 'lagos@example.org');

  it('gets the new issue and not the old one a moment before', async () => {
    await inbox('tuesday.md', 'A comet over the bay');
    await system.tick();
    await system.workFor(15 * MINUTE);
    expect(system.clock.iso()).toBe('2027-03-28T05:00:00.000Z');
    await system.work();
    expect(toLagos()).toEqual([]);
    expect((await fire()).kind).toBe('published');
    await tickFor(1);
    expect(toLagos()).toHaveLength(1);
    expect(system.mailer.taken.findLast(({ to }) => to === 'lagos@example.org')?.tags['issue']).toContain(
      '2027-03-28T0700',
    );
  });

  it('gets the old one a little later where the new slot has nothing to tell', async () => {
    await system.tick();
    await system.workFor(15 * MINUTE);
    expect((await fire()).kind).toBe('skipped');
    await tickFor(1);
    expect(toLagos()).toHaveLength(1);
    expect(system.mailer.taken.findLast(({ to }) => to === 'lagos@example.org')?.tags['issue']).toContain(
      '2027-03-27T0700',
    );
  });
});

describe('a slot a day later', () => {
  it('supersedes whoever still waits', async () => {
    await fire();
    await system.work();
    await tickFor(1);
    system.clock.forward(DAY - HOUR);
    await inbox('tuesday.md', 'A comet over the bay');
    await fire();
    await tickFor(1);
    expect(await system.issues.head(id)).toMatchObject({ state: 'closed', outcome: 'expired' });
  });
});
