import { describe, expect, it } from 'vitest';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import { MailerUnavailable } from '../../lambdas/core/ports.ts';
import { publishNow } from '../../lambdas/core/publish-now.ts';
import { aCollectedBriefing, aNewsletter, aTopic } from '../support/issue-builders.ts';
import { aSystem, GRACE_MS, MINUTE, type System, type SystemOptions } from '../support/system.ts';

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

describe('when SES throttles', () => {
  it('the chunk stops, its rest comes back some seconds later and nobody is lost', async () => {
    await start(40);
    system.mailer.follow((_, before) => (before === 5 ? 'throttle' : 'accept'));
    await system.work();
    expect(system.mailer.taken.length).toBeLessThan(40);
    expect(system.deliveryQueue.nextAt?.getTime()).toBeGreaterThan(system.clock.now().getTime() + 5_000);
    await system.workFor(MINUTE);
    expect(system.mailer.addresses()).toEqual(readersOf(40));
  });

  it('it is no attempt: the row is gone until the mail is sent', async () => {
    await start(1);
    system.mailer.follow((_, before) => (before === 0 ? 'throttle' : 'accept'));
    await system.workFor(MINUTE);
    expect(system.mailer.calls.map(({ tags }) => tags['attempt'])).toEqual(['1', '1']);
  });
});

describe('when SES cannot be reached', () => {
  it('the rest waits up to a minute and is sent then', async () => {
    await start(10);
    system.mailer.follow(() => 'unreachable');
    await system.work();
    expect(await system.account('extra')).toMatchObject({ waiting: 10, uncertain: 0 });
    system.mailer.follow(() => 'accept');
    await system.workFor(MINUTE);
    expect(system.mailer.addresses()).toEqual(readersOf(10));
  });

  it('the same holds when not even the quota can be asked for', async () => {
    await start(10);
    system.mailer.quotaIs(() => {
      throw new MailerUnavailable('no answer', { blocked: false, code: 'timeout' });
    });
    await system.work();
    expect(system.mailer.calls).toEqual([]);
    system.mailer.quotaIs({});
    await system.workFor(MINUTE);
    expect(system.mailer.addresses()).toEqual(readersOf(10));
  });

  it('for hours, each tick does not add one more copy of every chunk', async () => {
    await start(10);
    system.mailer.follow(() => 'unreachable');
    let most = 0;
    for (let quarter = 0; quarter < 24; quarter += 1) {
      await system.workFor(15 * MINUTE);
      await system.tick();
      await system.work();
      most = Math.max(most, system.deliveryQueue.size);
    }
    expect(most).toBeLessThan(10 * 6);
  });
});

describe('when the day’s quota is used up', () => {
  it('sends what it allows, and the tick tries the rest every hour', async () => {
    await start(60);
    let left = 20;
    system.mailer.quotaIs(() => ({ max24Hour: 200, sentLast24Hours: 200 - left, maxPerSecond: 500 }));
    system.mailer.follow(() => {
      left -= 1;
      return 'accept';
    });
    await system.work();
    expect(system.mailer.taken).toHaveLength(20);
    left = 100;
    system.clock.forward(59 * MINUTE);
    await system.tick();
    await system.work();
    expect(system.mailer.taken).toHaveLength(20);
    system.clock.forward(2 * MINUTE);
    await system.tick();
    await system.work();
    expect(system.mailer.addresses()).toEqual(readersOf(60));
  });

  it('the refusal of a single call does the same', async () => {
    await start(5);
    system.mailer.follow((_, before) => (before < 2 ? 'quota' : 'accept'));
    await system.work();
    system.clock.forward(61 * MINUTE);
    await system.tick();
    await system.work();
    expect(system.mailer.addresses()).toEqual(readersOf(5));
  });
});

describe('when SES refuses', () => {
  it('one recipient, that one has failed and the others get their mail', async () => {
    await start(20);
    system.mailer.follow((to) => (to === first ? 'refuse' : 'accept'));
    await system.work();
    await publish();
    await system.work();
    expect(system.mailer.addresses()).toEqual(readersOf(20).slice(1));
    expect(await system.account('extra')).toMatchObject({ accepted: 19, failed: 1, waiting: 0 });
  });

  it('the whole account, the issue pauses itself, the owner is told once, nobody is burnt', async () => {
    await start(100);
    system.mailer.follow((to) => (to === 'owner@example.com' ? 'accept' : 'block'));
    await system.work();
    expect(await system.issues.get('extra')).toMatchObject({
      state: 'paused',
      reason: expect.stringContaining('AccountSendingPaused'),
    });
    expect(system.mailer.calls.length).toBeLessThan(20);
    expect(system.mailer.taken.map(({ to }) => to)).toEqual(['owner@example.com']);
    expect(await system.account('extra')).toMatchObject({ accepted: 0, failed: 0, uncertain: 0 });
    system.mailer.follow(() => 'accept');
    await publish();
    await system.work();
    expect(system.mailer.addresses()).toEqual(readersOf(100));
  });

  it('to say its quota for the whole account, the issue pauses as well', async () => {
    await start(3);
    system.mailer.quotaIs(() => {
      throw new MailerUnavailable('the credentials are expired', { blocked: true, code: 'ExpiredToken' });
    });
    await system.work();
    expect((await system.issues.get('extra'))?.reason).toContain('ExpiredToken: the credentials are expired');
  });
});

describe('when the answer of SES is lost', () => {
  it('the reader is left alone inside the grace, and tried again after it while events come of others', async () => {
    await start(5);
    system.mailer.follow((to, before) => (to === first && before < 6 ? 'unanswered' : 'accept'));
    await system.work();
    expect(await system.account('extra')).toMatchObject({ accepted: 4, uncertain: 1 });
    await publish();
    await system.workFor(GRACE_MS - MINUTE);
    expect(system.mailer.calls.filter(({ to }) => to === first)).toHaveLength(1);
    system.mailer.follow(() => 'accept');
    await system.workFor(2 * MINUTE);
    expect(await system.account('extra')).toMatchObject({ accepted: 4, uncertain: 1 });
    await system.hearFromSes();
    await system.tick();
    await system.work();
    expect(system.mailer.addresses()).toEqual(readersOf(5));
    expect(system.mailer.calls.filter(({ to }) => to === first).at(-1)?.tags['attempt']).toBe('2');
  });

  it('and an event says that SES has the mail, nobody is tried again', async () => {
    await start(5);
    system.mailer.follow((to) => (to === first ? 'lost' : 'accept'));
    await system.work();
    expect(await system.account('extra')).toMatchObject({ accepted: 4, uncertain: 1 });
    await system.hearFromSes();
    await system.workFor(5 * GRACE_MS);
    await system.tick();
    await system.work();
    expect(system.mailer.addresses()).toEqual(readersOf(5));
    expect(await system.issues.head('extra')).toMatchObject({ state: 'closed', accounting: { accepted: 5 } });
  });

  it.each([
    ['hold', { uncertain: 1, failed: 0 }],
    ['never', { uncertain: 0, failed: 1 }],
  ] as const)(
    'and the policy is "%s", the issue closes without another attempt',
    async (onUncertain, ends) => {
      await start(5, { newsletter: aNewsletter({ delivery: { onUncertain } }) });
      system.mailer.follow((to) => (to === first ? 'unanswered' : 'accept'));
      await system.work();
      await system.hearFromSes();
      await system.workFor(GRACE_MS + 2 * MINUTE);
      await system.tick();
      await system.work();
      expect(system.mailer.calls.filter(({ to }) => to === first)).toHaveLength(1);
      expect(await system.issues.head('extra')).toMatchObject({
        state: 'closed',
        accounting: { accepted: 4, ...ends },
      });
    },
  );

  it('several times in a row, the rest of the chunk waits instead of being burnt', async () => {
    await start(200);
    system.mailer.follow(() => 'unanswered');
    await system.work();
    const { uncertain, waiting } = await system.account('extra');
    expect(uncertain).toBe(3);
    expect(uncertain + waiting).toBe(200);
  });
});

describe('when the process dies after SES took the mail', () => {
  it('the reader is in doubt, and is not mailed again inside lease and grace', async () => {
    await start(1);
    const dying = { ...system.ledger, settle: () => Promise.reject(new Error('the table is away')) };
    const other = await aSystem({ stores: { ...system, ledger: dying } });
    while (await system.planOne()) {
      // The chunk is queued.
    }
    const [chunk] = system.deliveryQueue.take();
    await other.deliveryQueue.send(chunk ? [chunk] : []);
    await other.deliverOne();
    expect(other.mailer.taken).toHaveLength(1);
    expect(other.reports.find(({ code }) => code === 'record-failed')?.['error']).toContain(
      'the table is away',
    );
    await publish();
    await system.workFor(GRACE_MS);
    expect(system.mailer.calls).toEqual([]);
    expect(await system.account('extra')).toMatchObject({ uncertain: 1, waiting: 0 });
    system.clock.forward(2 * MINUTE);
    await system.hearFromSes();
    await system.tick();
    await system.work();
    expect(system.mailer.addresses()).toHaveLength(1);
  });
});

describe('a mail that cannot be made', () => {
  it('excludes that reader alone, with the reason', async () => {
    await start(10);
    const links = (reader: { id: string }) => {
      if (reader.id === 'reader-0003') throw new Error('no link for this one');
      return { unsubscribeUrl: 'https://x.example/u/1', preferencesUrl: 'https://x.example/p/1' };
    };
    const { deliverMailHandler } = await import('../../lambdas/functions/deliver-mail/handler.ts');
    const deliver = deliverMailHandler({ ...system, links });
    while (await system.planOne()) {
      // All chunks are queued.
    }
    const Records = system.deliveryQueue.take().map((each) => ({ body: JSON.stringify(each) })) as never;
    await deliver({ Records }, { getRemainingTimeInMillis: () => MINUTE });
    expect(system.mailer.taken).toHaveLength(9);
    expect(await system.account('extra')).toMatchObject({ accepted: 9, excluded: 1 });
    const key = { issueId: 'extra', shard: shardOf('reader-0003'), subscriberId: 'reader-0003' };
    expect(await system.ledger.delivery(key)).toMatchObject({
      state: 'excluded',
      code: 'render',
      detail: 'no link for this one',
    });
  });
});
