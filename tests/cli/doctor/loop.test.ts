import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { travelLoop } from '../../../cli/doctor/gather/loop.ts';
import { randomIds } from '../../../lambdas/adapters/random-ids.ts';
import type { OutgoingMail, SendOutcome } from '../../../lambdas/core/ports.ts';
import { recordFeedbackHandler } from '../../../lambdas/functions/record-feedback/handler.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { inSns, sesEvent } from '../../support/ses-events.ts';
import { dynamoStores, testClock } from '../../support/stores.ts';
import { sqsEvent } from '../../support/system.ts';
import { itemsOf } from '../../support/table-items.ts';
import { NEWSLETTER } from './facts.ts';

describe.runIf(dynamoAvailable)('a mail to the mailbox simulator', () => {
  let dynamo: TestDynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());

  /** A table behind the function that records events; `events` are those that SES reports of the mail. */
  async function aLoop(events: readonly ('Send' | 'Delivery')[], answer?: SendOutcome) {
    const clock = testClock();
    const table = await dynamo.table();
    const stores = dynamoStores(table, clock);
    const record = recordFeedbackHandler({ ...stores, report: () => undefined });
    const sent: OutgoingMail[] = [];
    const mailer = {
      async send(mail: OutgoingMail): Promise<SendOutcome> {
        sent.push(mail);
        if (answer) return answer;
        const messages = events.map((eventType) =>
          inSns(
            sesEvent(eventType, {
              messageId: 'm1',
              email: mail.to,
              mailAt: clock.iso(),
              tags: Object.fromEntries(Object.entries(mail.tags).map(([name, value]) => [name, [value]])),
            }),
          ),
        );
        await record(sqsEvent(messages));
        return { kind: 'accepted', messageId: 'm1' };
      },
    };
    const facts = await travelLoop(
      { mailer, ledger: stores.ledger, table, newsletter: NEWSLETTER, clock, ids: randomIds },
      60_000,
    );
    return { facts, sent, left: (await itemsOf(table)).filter(({ pk }) => String(pk).startsWith('ISSUE')) };
  }

  it('comes back through the function that records events, and leaves no row', async () => {
    const { facts, sent, left } = await aLoop(['Send', 'Delivery']);
    expect(facts).toEqual({ outcome: 'accepted', sendSeen: true, deliverySeen: true, waitedSeconds: 0 });
    expect(sent).toMatchObject([{ source: 'wire@harbour.news', to: 'success@simulator.amazonses.com' }]);
    expect(left).toEqual([]);
  });

  it('is waited for within bounds', async () => {
    expect((await aLoop([])).facts).toEqual({
      outcome: 'accepted',
      sendSeen: false,
      deliverySeen: false,
      waitedSeconds: 60,
    });
    expect((await aLoop(['Send'])).facts).toMatchObject({ sendSeen: true, deliverySeen: false });
  });

  it('is not waited for when SES refused it', async () => {
    const { facts, left } = await aLoop([], { kind: 'blocked', code: 'MessageRejected', detail: 'x' });
    expect(facts).toMatchObject({ outcome: 'blocked', code: 'MessageRejected', waitedSeconds: 0 });
    expect(left).toEqual([]);
  });
});
