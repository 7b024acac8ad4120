import { describe, expect, it } from 'vitest';
import { publishNow } from '../../lambdas/core/publish-now.ts';
import { aCollectedBriefing, aTopic } from '../support/issue-builders.ts';
import { aReader, aSystem, MINUTE, type System, type SystemOptions } from '../support/system.ts';

const topics = [aTopic({ section: 'world' }), aTopic({ section: 'markets' })];

let system: System;
async function start(readers: number, options: SystemOptions = {}) {
  system = await aSystem(options);
  await system.addReaders(readers);
  await publish();
}
const publish = () =>
  publishNow(system, {
    name: 'extra',
    collected: [aCollectedBriefing({ topics })],
    audience: { kind: 'everyone' },
  });
const readersOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `reader-${String(index).padStart(4, '0')}@example.org`);
const first = 'reader-0000@example.org';
const reported = (code: string) => system.reports.filter((each) => each.code === code);

describe('an issue', () => {
  it('reaches every reader once, and the account balances', async () => {
    await start(120);
    await system.work();
    expect(system.mailer.addresses()).toEqual(readersOf(120));
    expect(await system.account('extra')).toEqual({
      frozen: 120,
      accepted: 120,
      failed: 0,
      excluded: 0,
      expired: 0,
      uncertain: 0,
      waiting: 0,
    });
  });

  it('that is published twice sends nothing twice', async () => {
    await start(30);
    await system.work();
    expect((await publish()).kind).toBe('repeated');
    await system.work();
    expect(system.mailer.addresses()).toEqual(readersOf(30));
  });

  it('sends nothing twice when every message comes twice', async () => {
    await start(30);
    while (await system.planOne()) {
      // All chunks are queued before the first is sent.
    }
    const messages = system.deliveryQueue.take();
    await system.deliveryQueue.send([...messages, ...messages]);
    await system.work();
    expect(system.mailer.addresses()).toEqual(readersOf(30));
    expect(system.mailer.calls).toHaveLength(30);
  });

  it('goes out with source, one address and tags that SES takes', async () => {
    await start(1);
    await system.work();
    const [mail] = system.mailer.taken;
    expect(mail).toMatchObject({
      source: 'wire@example.com',
      to: first,
      tags: { issue: 'extra', delivery: 'reader-0000', attempt: '1' },
    });
    const text = new TextDecoder().decode(mail?.raw);
    expect(text).toMatch(/^List-Unsubscribe: <https:\/\/news\.example\.com\/u\/[\w-]+>\r$/m);
    expect(text).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
  });

  it('goes to an address that was changed after the freeze', async () => {
    await start(1);
    while (await system.planOne()) {
      // Frozen with the old address.
    }
    const changed = aReader({ id: 'reader-0000', email: 'new@example.org' });
    const subscribers = { ...system.subscribers, getMany: async () => new Map([[changed.id, changed]]) };
    const later = await aSystem({ stores: { ...system, subscribers } });
    await later.deliveryQueue.send(system.deliveryQueue.take());
    await later.work();
    expect(later.mailer.addresses()).toEqual(['new@example.org']);
  });

  it('does not go to a reader who unsubscribed after the freeze', async () => {
    await start(2);
    while (await system.planOne()) {
      // Frozen while both were active.
    }
    await system.subscribers.unsubscribe('reader-0000', 1, system.clock.iso());
    await system.work();
    expect(system.mailer.addresses()).toEqual(['reader-0001@example.org']);
    expect(await system.account('extra')).toMatchObject({ accepted: 1, excluded: 1, waiting: 0 });
  });

  it('does not go out while it is paused', async () => {
    await start(3);
    while (await system.planOne()) {
      // Chunks are on their way.
    }
    await system.issues.move('extra', ['sending'], { state: 'paused', reason: 'the owner asked' });
    await system.work();
    expect(system.mailer.calls).toEqual([]);
    await publish();
    await system.work();
    expect(system.mailer.taken).toHaveLength(3);
  });
});

describe('a run that ends soon', () => {
  it('starts no call that could not end in time, and hands the rest on', async () => {
    await start(40, { runMs: 17_000 });
    system.mailer.quotaIs({ maxPerSecond: 1 });
    await system.deliverOne();
    while (await system.planOne()) {
      // Planned late, so that the first run has its chunk.
    }
    const started = system.clock.now().getTime();
    await system.deliverOne();
    const calls = system.mailer.calls.map(({ at }) => at - started);
    expect(Math.max(0, ...calls)).toBeLessThanOrEqual(2_000);
    await system.workFor(5 * MINUTE);
    expect(system.mailer.addresses()).toEqual(readersOf(40));
    expect(reported('chunk-delivered').some(({ hold }) => hold === 'deadline')).toBe(true);
  });
});

describe('what is logged', () => {
  it('never holds an address', async () => {
    await start(10);
    system.mailer.follow((to, before) => (before < 2 ? 'block' : to === first ? 'refuse' : 'accept'));
    await system.work();
    await publish();
    await system.work();
    expect(system.reports.length).toBeGreaterThan(5);
    expect(JSON.stringify(system.reports)).not.toMatch(/@/);
  });
});
