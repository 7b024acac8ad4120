import { describe, expect, it } from 'vitest';
import { TableBusy } from '../../lambdas/adapters/dynamo-client.ts';
import { collectBriefing } from '../../lambdas/core/collect-briefing.ts';
import { deliverMailHandler } from '../../lambdas/functions/deliver-mail/handler.ts';
import { publishIssueHandler } from '../../lambdas/functions/publish-issue/handler.ts';
import { feedbackStores } from '../support/feedback.ts';
import { sesEvent } from '../support/ses-events.ts';
import { aSystem, GRACE_MS, MINUTE, sqsEvent } from '../support/system.ts';
import { anIssueFor, everybody, rowKey } from './issue.ts';

describe('queues and schedules', () => {
  it('4: messages come twice and the other way round: everybody gets one mail', async () => {
    const system = await anIssueFor(120);
    const chunks = system.deliveryQueue.take();
    await system.deliveryQueue.send([...chunks, ...chunks.toReversed(), ...chunks]);
    await system.work();
    expect(system.mailer.addresses()).toEqual(everybody(120));
  });

  it('5: a schedule fires twice, and late: there is one issue, of the slot that was meant', async () => {
    const system = await aSystem();
    const text = '# Ferry returns\n\nThe ferry to the north islands sails again on Monday, after a year.\n';
    await system.sources.add('monday.md', new TextEncoder().encode(text));
    system.clock.forward(7 * MINUTE);
    const fire = publishIssueHandler({ ...system, collect: collectBriefing });
    const slot = { edition: 'daily', scheduledTime: '2026-11-24T06:00:00Z' };
    const answers = [await fire(slot), await fire(slot)];
    expect(answers.map(({ kind, issue }) => `${kind} ${issue}`)).toEqual([
      'published daily.2026-11-24T0700',
      'repeated daily.2026-11-24T0700',
    ]);
  });

  it('6: a function’s time is up in the middle of a chunk: the rest goes with the next run', async () => {
    const system = await anIssueFor(40, undefined, { runMs: 20_000 });
    system.mailer.quotaIs({ maxPerSecond: 1 });
    await system.deliverOne();
    expect(system.mailer.taken.length).toBeLessThan(40);
    await system.workFor(10 * MINUTE);
    expect(system.mailer.addresses()).toEqual(everybody(40));
  });

  it('17: the table throttles a claim: the message comes back, nobody is lost and nobody gets two', async () => {
    let busy = 3;
    const system = await anIssueFor(30, ({ ledger }) => ({
      ledger: {
        ...ledger,
        claim: (request) => {
          busy -= 1;
          return busy >= 0 ? Promise.reject(new TableBusy('claim')) : ledger.claim(request);
        },
      },
    }));
    await system.workFor(5 * MINUTE);
    expect(system.mailer.addresses()).toEqual(everybody(30));
  });

  it('18: a skeleton is missing: nobody is claimed, and the mails go when it is there', async () => {
    let missing = true;
    const system = await anIssueFor(10, ({ issues }) => ({
      issues: {
        ...issues,
        skeleton: async (...args) => (missing ? undefined : issues.skeleton(...args)),
      },
    }));
    await system.deliverOne();
    expect(system.mailer.calls).toEqual([]);
    expect(await system.account('extra')).toMatchObject({ waiting: 10 });
    missing = false;
    await system.workFor(5 * MINUTE);
    expect(system.mailer.addresses()).toEqual(everybody(10));
  });
});

describe('events', () => {
  it('11: come before our own write: the delivery is accepted once', async () => {
    const system = await anIssueFor(1, ({ ledger, clock }) => ({
      ledger: {
        ...ledger,
        settle: async (key, settlement, now) => {
          const facts = { sentAt: clock.iso() };
          await ledger.record(key, { attempt: 1, messageId: 'message-1', facts }, now);
          return ledger.settle(key, settlement, now);
        },
      },
    }));
    await system.work();
    expect(await system.ledger.delivery(rowKey('reader-0000'))).toMatchObject({
      state: 'accepted',
      messageIds: { 1: 'message-1' },
    });
    expect(system.mailer.addresses()).toEqual(everybody(1));
  });

  it('12: come twice and in any order: the row ends the same', async () => {
    const events = [sesEvent('Send'), sesEvent('Delivery'), sesEvent('Transient'), sesEvent('Permanent')];
    const ends = [];
    for (const order of [events, events.toReversed(), [...events, ...events.toReversed()]]) {
      const stores = feedbackStores();
      await stores.addReader();
      await stores.deliver();
      for (const each of order) await stores.feed([each]);
      ends.push({ row: await stores.row(), state: await stores.stateOf() });
    }
    expect(ends[0]).toMatchObject({ row: { bounce: { type: 'permanent' } }, state: 'suppressed' });
    expect(ends.slice(1)).toEqual([ends[0], ends[0]]);
  });

  it.each(['eventType', 'notificationType'])(
    '13: a complaint in the shape with %s suppresses the reader',
    async (field) => {
      const stores = feedbackStores();
      await stores.addReader();
      await stores.deliver();
      const { eventType, ...rest } = sesEvent('Complaint');
      await stores.feed([{ ...rest, [field]: eventType }]);
      expect(await stores.stateOf()).toBe('suppressed');
    },
  );
});

describe('readers', () => {
  it('16: one’s row breaks the rendering: they are excluded with the reason, the others get the mail', async () => {
    const system = await anIssueFor(10);
    const links = (reader: { readonly id: string }) => {
      if (reader.id === 'reader-0003') throw new Error('no link for this one');
      return { unsubscribeUrl: 'https://x.example/u/1', preferencesUrl: 'https://x.example/p/1' };
    };
    const deliver = deliverMailHandler({ ...system, links });
    await deliver(sqsEvent(system.deliveryQueue.take()), { getRemainingTimeInMillis: () => MINUTE });
    expect(system.mailer.taken).toHaveLength(9);
    expect(await system.ledger.delivery(rowKey('reader-0003'))).toMatchObject({
      state: 'excluded',
      code: 'render',
      detail: 'no link for this one',
    });
  });

  it('15: one unsubscribes while SES leaves them in doubt: no second try, the issue closes, and an event may still tell', async () => {
    const system = await anIssueFor(3);
    const gone = 'reader-0001';
    system.mailer.follow((to) => (to.startsWith(gone) ? 'lost' : 'accept'));
    await system.work();
    await system.subscribers.unsubscribe(gone, 1, system.clock.iso());
    system.clock.forward(GRACE_MS + MINUTE);
    // Of the others alone: theirs are later mails.
    await system.ledger.feedbackSeen(system.clock.iso());
    await system.tick();
    await system.workFor(MINUTE);
    expect(system.mailer.addresses()).toEqual(everybody(3));
    expect(await system.ledger.delivery(rowKey(gone))).toMatchObject({ state: 'failed', code: 'unknown' });
    await system.tick();
    await system.work();
    expect(await system.issues.head('extra')).toMatchObject({ state: 'closed' });
    const seen = { attempt: 1, messageId: 'late', facts: { sentAt: system.clock.iso() } };
    await system.ledger.record(rowKey(gone), seen, system.clock.iso());
    expect(await system.ledger.delivery(rowKey(gone))).toMatchObject({ state: 'accepted' });
  });

  it('15: one unsubscribes between freeze and sending: no mail, and the row says why', async () => {
    const system = await anIssueFor(3);
    await system.subscribers.unsubscribe('reader-0001', 1, system.clock.iso());
    await system.work();
    expect(system.mailer.addresses()).toEqual(everybody(3).filter((each) => !each.includes('0001')));
    expect(await system.ledger.delivery(rowKey('reader-0001'))).toMatchObject({
      state: 'excluded',
      code: 'unsubscribed',
    });
  });
});
