import { ListTemplatesCommand, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { afterEach, describe, expect, it } from 'vitest';
import { type LocalSes, type SesOptions, startSes } from '../../../../cli/local/ses/endpoint.ts';
import { testClock } from '../../../support/stores.ts';
import { aMail, type CallChoices, refusal, sendRaw, sesClientOf } from './ses-calls.ts';

const clock = testClock();
let ses: LocalSes | undefined;

async function clientOf(options: SesOptions = {}) {
  ses = await startSes({ clock, ...options });
  return sesClientOf(ses.endpoint);
}
afterEach(async () => {
  await ses?.stop();
  ses = undefined;
});

describe('a mail that SES does not take', () => {
  const text = (raw: string) => Buffer.from(raw);
  const cases: readonly (readonly [string, CallChoices, string])[] = [
    ['has no @', { to: ['anna'] }, "Missing final '@domain'"],
    ['has nothing after the @', { to: ['anna@'] }, 'Missing domain'],
    [
      'has one bad address among good ones',
      { to: ['anna@example.org', 'a b@example.org'] },
      'Illegal address',
    ],
    ['has a letter outside ASCII in the address', { to: ['jürgen@example.org'] }, 'no SMTPUTF8'],
    ['has 51 recipients', { to: Array.from({ length: 51 }, (_, n) => `r${n}@example.org`) }, 'exceeds 50'],
    [
      'has no From',
      { raw: text('To: anna@example.org\r\n\r\nHello\r\n') },
      "Missing required header 'From'.",
    ],
    ['has two Subjects', { raw: aMail({ headers: 'Subject: again\r\n' }) }, "Duplicate header 'Subject'."],
    ['is empty', { raw: text('') }, "Empty required header 'From'."],
    [
      'has a bare LF',
      { raw: text('From: a@example.com\r\nTo: b@example.org\n\r\nx') },
      'line 2 ends with a bare LF',
    ],
    ['has a bare CR', { raw: text('From: a@example.com\r\n\r\nHel\rlo\r\n') }, 'line 3 holds a bare CR'],
    [
      'has a line of 999',
      { raw: text(`From: a@example.com\r\n\r\n${'x'.repeat(999)}\r\n`) },
      'line 3 has 999 bytes',
    ],
    ['has raw UTF-8 in its header', { raw: aMail({ subject: 'Häfen' }) }, 'bytes above 127'],
    ['has a tag with a space', { tags: { issue: 'daily 1' } }, 'Invalid message tag <issue=daily 1>'],
  ];
  it.each(cases)('%s', async (_, choices, message) => {
    const client = await clientOf();
    const said = await refusal(client.send(sendRaw(choices)));
    expect(said).toMatch(/^InvalidParameterValue 400 /);
    expect(said).toContain(message);
    expect(ses?.store.list().total).toBe(0);
  });

  it('has more than 10 MB', async () => {
    const client = await clientOf();
    const body = `${'x'.repeat(76)}\r\n`.repeat(140_000);
    const raw = text(`From: a@example.com\r\nTo: b@example.org\r\n\r\n${body}`);
    expect(await refusal(client.send(sendRaw({ raw })))).toBe(
      `InvalidParameterValue 400 Message length is more than 10485760 bytes long: '${raw.length}'.`,
    );
  });

  it('has no recipient anywhere', async () => {
    const client = await clientOf();
    const raw = text('From: a@example.com\r\nSubject: nobody\r\n\r\nHello\r\n');
    const call = client.send(new SendRawEmailCommand({ RawMessage: { Data: raw } }));
    expect(await refusal(call)).toContain("Missing required header 'To'.");
  });

  it('names a configuration set that does not exist', async () => {
    const client = await clientOf({ configurationSets: ['newsletter'] });
    expect(await refusal(client.send(sendRaw({ set: 'typo' })))).toBe(
      'ConfigurationSetDoesNotExistException 400 Configuration set <typo> does not exist.',
    );
    await client.send(sendRaw({ set: 'newsletter' }));
    expect(ses?.store.list().total).toBe(1);
  });
});

it('takes a bare LF when it is not strict, as SES itself does', async () => {
  const client = await clientOf({ strict: false });
  await client.send(sendRaw({ raw: Buffer.from('From: a@example.com\nTo: b@example.org\n\nHello\n') }));
  expect(ses?.store.list().total).toBe(1);
});

describe('an account in the sandbox', () => {
  const sandbox = { sandbox: true, verified: ['example.com', 'anna@example.org'], maxPerSecond: 100 };

  it('mails verified addresses and domains, and the mailbox simulator', async () => {
    const client = await clientOf(sandbox);
    for (const to of ['anna@example.org', 'Anyone@News.Example.com', 'success+1@simulator.amazonses.com']) {
      await client.send(sendRaw({ to: [to] }));
    }
    expect(ses?.store.list().total).toBe(3);
  });

  it('refuses anybody else, and a sender that is not verified, naming each', async () => {
    const client = await clientOf(sandbox);
    const call = client.send(
      sendRaw({ source: 'me@other.org', to: ['anna@example.org', 'ben@example.org'] }),
    );
    expect(await refusal(call)).toBe(
      'MessageRejected 400 Email address is not verified. The following identities failed the check in region US-EAST-1: me@other.org, ben@example.org',
    );
  });

  it('has the quota of a new account', async () => {
    await clientOf({ sandbox: true });
    const quota = await fetch(ses?.endpoint ?? '', { method: 'POST', body: 'Action=GetSendQuota' });
    expect(await quota.text()).toMatch(/<Max24HourSend>200.0<.*<MaxSendRate>1.0</);
  });
});

describe('a call that is not understood', () => {
  const post = async (body: string, headers = {}) => {
    await clientOf();
    const answer = await fetch(ses?.endpoint ?? '', { method: 'POST', body, headers });
    return `${answer.status} ${answer.headers.get('content-type')} ${await answer.text()}`;
  };

  it('gets InvalidAction when SES has such an action and this one has not', async () => {
    const client = await clientOf();
    expect(await refusal(client.send(new ListTemplatesCommand({})))).toBe(
      'InvalidAction 400 Could not find operation ListTemplates for version 2010-12-01',
    );
  });

  it('gets an error document in SES shape, with the caller’s text escaped', async () => {
    expect(await post('Action=%3Cb%3E%26toString')).toMatch(
      /^400 text\/xml <ErrorResponse xmlns="http:\/\/ses\.amazonaws\.com\/doc\/2010-12-01\/"><Error><Type>Sender<\/Type><Code>InvalidAction<\/Code><Message>Could not find operation &#60;b&#62;&#38;toString for version 2010-12-01<\/Message><\/Error><RequestId>[0-9a-f-]{36}<\/RequestId><\/ErrorResponse>\n$/,
    );
  });

  it('is not confused by names that every object has', async () => {
    expect(await post('Action=constructor')).toContain('<Code>InvalidAction</Code>');
  });

  it('gets MissingAction without an action', async () => {
    expect(await post('')).toContain('<Code>MissingAction</Code>');
  });

  it('gets an error for what is no base64', async () => {
    expect(await post('Action=SendRawEmail&RawMessage.Data=%25%25')).toContain('<Code>MalformedInput</Code>');
    expect(await post('Action=SendRawEmail')).toContain('RawMessage.Data');
  });

  it('is refused when a page of another site makes it', async () => {
    expect(await post('Action=GetSendQuota', { origin: 'https://evil.example' })).toMatch(/^403 /);
  });
});
