import { afterEach, describe, expect, it } from 'vitest';
import { type LocalSes, type SesOptions, startSes } from '../../../../cli/local/ses/endpoint.ts';
import type { SesEvent } from '../../../../cli/local/ses/events.ts';
import { simulatedFate } from '../../../../cli/local/ses/simulator.ts';
import { openOutbox } from '../../../../cli/local/ses/store.ts';
import { testClock } from '../../../support/stores.ts';
import { testDirectories } from '../test-directory.ts';
import { waitingClock } from '../waiting-clock.ts';
import { aMail, sendRaw, sesClientOf } from './ses-calls.ts';

const directories = testDirectories();
let ses: LocalSes;
const start = async (options: SesOptions = {}) => {
  ses = await startSes({ clock: testClock(), ...options });
  return sesClientOf(ses.endpoint);
};
const published = async (after = 0) => {
  const answer = await fetch(`${ses.endpoint}/dev/ses/events?after=${after}`);
  return ((await answer.json()) as { events: { seq: number; document: SesEvent }[] }).events;
};
const types = async () => (await published()).map(({ document }) => document.eventType);

afterEach(async () => {
  await ses.stop();
  directories.remove();
});

describe('what becomes of a mail', () => {
  it.each([
    ['anna@example.org', ['Send', 'Delivery']],
    ['success@simulator.amazonses.com', ['Send', 'Delivery']],
    ['bounce+label@simulator.amazonses.com', ['Send', 'Bounce']],
    ['Complaint@Simulator.AmazonSES.com', ['Send', 'Delivery', 'Complaint']],
    ['suppressionlist@simulator.amazonses.com', ['Send', 'Bounce']],
    ['ooto@simulator.amazonses.com', ['Send', 'Delivery', 'Bounce']],
  ])('to %s is %j', async (to, expected) => {
    const client = await start();
    await client.send(sendRaw({ to: [to] }));
    expect(await types()).toEqual(expected);
  });

  it('is told per recipient, after one Send', async () => {
    const client = await start();
    await client.send(sendRaw({ to: ['anna@example.org', 'bounce@simulator.amazonses.com'] }));
    expect(await types()).toEqual(['Send', 'Delivery', 'Bounce']);
  });

  it('is a Reject when it carries the test virus', async () => {
    const client = await start();
    const virus = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');
    await client.send(sendRaw({ raw: aMail({ text: virus }) }));
    expect((await published()).map(({ document }) => document.reject)).toEqual([{ reason: 'Bad content' }]);
  });

  it('is not published without a configuration set, as in AWS, though the outbox knows it', async () => {
    const client = await start();
    const { MessageId } = await client.send(sendRaw({ set: undefined }));
    expect(await types()).toEqual([]);
    expect(ses.store.eventsOf(MessageId ?? '')).toHaveLength(2);
  });
});

describe('an event', () => {
  it('has the shape that SES publishes to SNS, with our tags and its own', async () => {
    const client = await start();
    const { MessageId } = await client.send(
      sendRaw({
        to: ['bounce@simulator.amazonses.com'],
        tags: { issue: 'daily_1', attempt: '2' },
        set: 'news',
      }),
    );
    const [, bounce] = await published();
    expect(bounce?.document).toEqual({
      eventType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [
          {
            emailAddress: 'bounce@simulator.amazonses.com',
            action: 'failed',
            status: '5.1.1',
            diagnosticCode: 'smtp; 550 5.1.1 user unknown',
          },
        ],
        timestamp: '2026-11-24T06:00:00.000Z',
        feedbackId: expect.stringMatching(/-000000$/),
        reportingMTA: expect.stringMatching(/^dns; /),
      },
      mail: {
        timestamp: '2026-11-24T06:00:00.000Z',
        source: 'wire@example.com',
        sourceArn: 'arn:aws:ses:local:000000000000:identity/wire@example.com',
        sendingAccountId: '000000000000',
        messageId: MessageId,
        destination: ['bounce@simulator.amazonses.com'],
        headersTruncated: false,
        headers: expect.arrayContaining([{ name: 'Subject', value: 'Harbour reopens' }]),
        commonHeaders: expect.objectContaining({ subject: 'Harbour reopens', to: ['anna@example.org'] }),
        tags: {
          'ses:operation': ['SendRawEmail'],
          'ses:configuration-set': ['news'],
          'ses:source-ip': ['127.0.0.1'],
          'ses:from-domain': ['example.com'],
          'ses:caller-identity': ['laptop'],
          issue: ['daily_1'],
          attempt: ['2'],
        },
      },
    });
  });

  it('carries at most 10 KB of headers and says that it cut them', async () => {
    const client = await start();
    const headers = Array.from({ length: 30 }, (_, n) => `X-Long-${n}: ${'x'.repeat(500)}\r\n`).join('');
    await client.send(sendRaw({ raw: aMail({ headers }) }));
    const [send] = await published();
    expect(send?.document.mail.headersTruncated).toBe(true);
    expect(JSON.stringify(send?.document.mail.headers).length).toBeLessThan(11_000);
  });

  it('can be read from where one left off', async () => {
    const client = await start();
    await client.send(sendRaw());
    const [first, second] = await published();
    expect((await published(first?.seq)).map(({ seq }) => seq)).toEqual([second?.seq]);
    expect((await fetch(`${ses.endpoint}/dev/ses/events?after=soon`)).status).toBe(400);
  });
});

describe('a listener', () => {
  it('gets each event in order, those again that it did not take', async () => {
    const clock = waitingClock();
    const heard: string[][] = [];
    const reported: string[] = [];
    const client = await start({
      clock,
      report: ({ code }) => void reported.push(code),
      onEvents: async (events) => {
        heard.push(events.map(({ document }) => document.eventType));
        if (heard.length === 1) throw new Error('not now');
      },
    });
    await clock.untilAsleep();
    await client.send(sendRaw());
    clock.forward(200);
    await clock.untilAsleep();
    clock.forward(400);
    await clock.untilAsleep();
    expect(heard).toEqual([
      ['Send', 'Delivery'],
      ['Send', 'Delivery'],
    ]);
    expect(reported).toEqual(['events-not-taken']);
  });

  it('gets after a restart what it had not taken before', async () => {
    const outbox = `${directories.make()}/outbox.db`;
    const client = await start({ outbox });
    await client.send(sendRaw());
    await ses.stop();
    const heard: string[] = [];
    const clock = waitingClock();
    await start({
      outbox,
      clock,
      onEvents: async (events) => void heard.push(...events.map((e) => e.messageId)),
    });
    await clock.untilAsleep();
    await ses.stop();
    const again = waitingClock();
    await start({
      outbox,
      clock: again,
      onEvents: async (events) => void heard.push(...events.map((e) => e.messageId)),
    });
    await again.untilAsleep();
    expect(heard).toHaveLength(2);
  });

  it('has a place in the events that only moves forward', async () => {
    await start();
    const store = openOutbox(':memory:');
    store.moveCursor('listener', 5);
    store.moveCursor('listener', 3);
    expect(store.cursor('listener')).toBe(5);
    store.close();
  });
});

it('tells the simulator’s addresses from others', () => {
  expect(simulatedFate('bounce@example.com')).toBeUndefined();
  expect(simulatedFate('someone@simulator.amazonses.com')).toBe('bounced');
});
