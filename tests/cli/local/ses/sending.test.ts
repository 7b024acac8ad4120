import {
  GetAccountSendingEnabledCommand,
  GetSendQuotaCommand,
  GetSendStatisticsCommand,
  ListIdentitiesCommand,
  type SESClient,
  SendEmailCommand,
  SendRawEmailCommand,
  VerifyEmailIdentityCommand,
} from '@aws-sdk/client-ses';
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSes, startSes } from '../../../../cli/local/ses/endpoint.ts';
import { type TestClock, testClock } from '../../../support/stores.ts';
import { aMail, refusal, sendRaw, sesClientOf } from './ses-calls.ts';

let clock: TestClock;
let ses: LocalSes;
let client: SESClient;

beforeEach(async () => {
  clock = testClock();
  ses = await startSes({ clock });
  client = sesClientOf(ses.endpoint);
});
afterEach(async () => {
  client.destroy();
  await ses.stop();
});

describe('SendRawEmail through the SDK', () => {
  it('keeps the message byte for byte, with its envelope', async () => {
    const raw = aMail({ subject: '=?utf-8?Q?H=C3=A4fen_wieder_offen?=' });
    const { MessageId } = await client.send(
      sendRaw({ raw, tags: { issue: 'daily_2026-11-24', attempt: '1' }, set: 'newsletter' }),
    );
    const mail = ses.store.get(MessageId ?? '');
    expect(Buffer.from(mail?.raw ?? [])).toEqual(raw);
    expect(mail).toMatchObject({
      messageId: expect.stringMatching(/^[0-9a-f]{16}-[0-9a-f-]{36}-000000$/),
      at: '2026-11-24T06:00:00.000Z',
      source: 'wire@example.com',
      sender: 'The Morning Wire',
      subject: 'Häfen wieder offen',
      destinations: ['anna@example.org'],
      recipientsFrom: 'destinations',
      configurationSet: 'newsletter',
      tags: { issue: 'daily_2026-11-24', attempt: '1' },
      bytes: raw.length,
    });
  });

  it('gives every mail another id', async () => {
    const sent = await Promise.all(Array.from({ length: 10 }, () => client.send(sendRaw())));
    expect(new Set(sent.map(({ MessageId }) => MessageId)).size).toBe(10);
  });

  it('goes to the Destinations alone, whatever the headers say', async () => {
    const raw = aMail({ to: 'anna@example.org, ben@example.org', headers: 'Cc: carla@example.org\r\n' });
    await client.send(sendRaw({ raw, to: ['anna@example.org'] }));
    expect(ses.store.list().mails[0]?.destinations).toEqual(['anna@example.org']);
  });

  it('goes to every address of the headers when there are no Destinations', async () => {
    const raw = aMail({
      to: '"Anna, the first" <anna@example.org>, ben@example.org',
      headers: 'Cc: carla@example.org\r\nBcc: dora@example.org\r\n',
    });
    await client.send(new SendRawEmailCommand({ RawMessage: { Data: raw } }));
    expect(ses.store.list().mails[0]).toMatchObject({
      destinations: ['anna@example.org', 'ben@example.org', 'carla@example.org', 'dora@example.org'],
      recipientsFrom: 'headers',
      source: 'The Morning Wire <wire@example.com>',
    });
  });

  it('takes the configuration set from the header when the call names none', async () => {
    const raw = aMail({ headers: 'X-SES-CONFIGURATION-SET: from-header\r\n' });
    await client.send(sendRaw({ raw, set: undefined }));
    expect(ses.store.list().mails[0]?.configurationSet).toBe('from-header');
  });
});

describe('SendEmail through the SDK', () => {
  it('becomes a MIME message with both parts', async () => {
    const { MessageId } = await client.send(
      new SendEmailCommand({
        Source: 'The Wire <wire@example.com>',
        Destination: { ToAddresses: ['anna@example.org'], CcAddresses: ['ben@example.org'] },
        ReplyToAddresses: ['editor@example.com'],
        Message: {
          Subject: { Data: 'Bitte bestätigen\r\nBcc: eve@example.org' },
          Body: { Text: { Data: 'Grüße\n' }, Html: { Data: '<p>Grüße</p>' } },
        },
      }),
    );
    const stored = ses.store.get(MessageId ?? '');
    const mail = await PostalMime.parse(stored?.raw ?? '');
    expect(stored?.destinations).toEqual(['anna@example.org', 'ben@example.org']);
    expect(mail.subject).toBe('Bitte bestätigen Bcc: eve@example.org');
    expect(mail.bcc).toBeUndefined();
    expect(mail.replyTo?.map(({ address }) => address)).toEqual(['editor@example.com']);
    expect([mail.text, mail.html]).toEqual(['Grüße\n', '<p>Grüße</p>']);
  });

  it('needs a recipient', async () => {
    const call = client.send(
      new SendEmailCommand({
        Source: 'wire@example.com',
        Destination: {},
        Message: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } },
      }),
    );
    expect(await refusal(call)).toBe(
      'MissingParameter 400 The request must contain the parameter Destination.',
    );
  });
});

describe('the account through the SDK', () => {
  it('tells its quota and what was sent in the last 24 hours', async () => {
    await client.send(sendRaw({ to: ['anna@example.org', 'ben@example.org'] }));
    const quota = () => client.send(new GetSendQuotaCommand({}));
    expect(await quota()).toMatchObject({ Max24HourSend: 50_000, MaxSendRate: 200, SentLast24Hours: 2 });
    clock.forward(24 * 3_600_000 + 60_000);
    expect(await quota()).toMatchObject({ SentLast24Hours: 0 });
  });

  it('tells its statistics in quarters of an hour', async () => {
    await client.send(sendRaw());
    await client.send(sendRaw({ to: ['bounce@simulator.amazonses.com'] }));
    clock.forward(15 * 60_000);
    await client.send(sendRaw({ to: ['complaint@simulator.amazonses.com'], set: undefined }));
    const { SendDataPoints } = await client.send(new GetSendStatisticsCommand({}));
    expect(SendDataPoints).toEqual([
      {
        Timestamp: new Date('2026-11-24T06:00:00Z'),
        DeliveryAttempts: 2,
        Bounces: 1,
        Complaints: 0,
        Rejects: 0,
      },
      {
        Timestamp: new Date('2026-11-24T06:15:00Z'),
        DeliveryAttempts: 1,
        Bounces: 0,
        Complaints: 1,
        Rejects: 0,
      },
    ]);
  });

  it('says that it may send, and keeps identities', async () => {
    await client.send(new VerifyEmailIdentityCommand({ EmailAddress: 'wire@example.com' }));
    const { Identities } = await client.send(new ListIdentitiesCommand({ IdentityType: 'EmailAddress' }));
    expect(Identities).toEqual(['wire@example.com']);
    expect(
      (await client.send(new ListIdentitiesCommand({ IdentityType: 'Domain' }))).Identities ?? [],
    ).toEqual([]);
    expect((await client.send(new GetAccountSendingEnabledCommand({}))).Enabled).toBe(true);
  });
});
