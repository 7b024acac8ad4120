import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sesClient } from '../../lambdas/adapters/ses-client.ts';
import { sesMailer } from '../../lambdas/adapters/ses-mailer.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import { MailerUnavailable, type OutgoingMail } from '../../lambdas/core/ports.ts';
import { localCredentials } from '../support/dynamo.ts';
import { testClock } from '../support/stores.ts';
import {
  accepts,
  allows,
  answer,
  type Behaviour,
  type ScriptedEndpoint,
  scriptedEndpoint,
  sesError,
} from './ses-endpoint.ts';

const mail: OutgoingMail = {
  source: 'wire@example.com',
  to: 'anna@example.com',
  raw: new TextEncoder().encode('Subject: =?utf-8?q?F=C3=A4hre?=\r\n\r\nThe ferry sails again + more.\r\n'),
  tags: { issue: 'daily_d2026-11-24T0700', attempt: '1' },
};

describe('the SES mailer', () => {
  let endpoint: ScriptedEndpoint;
  const clientAt = (url: string, options = {}) =>
    sesClient({ ...options, config: { endpoint: url, ...localCredentials } });
  const mailerOf = (options = {}) =>
    sesMailer({ client: clientAt(endpoint.url), clock: testClock(), ...options });

  beforeEach(async () => {
    endpoint = await scriptedEndpoint();
  });
  afterEach(() => endpoint.stop());

  it('hands SES the message, one destination, the configuration set and the tags', async () => {
    endpoint.behave(accepts('0102-abc'));
    const outcome = await mailerOf({ configurationSet: 'briefwire' }).send(mail);
    expect(outcome).toEqual({ kind: 'accepted', messageId: '0102-abc' });
    const { 'RawMessage.Data': data = '', ...fields } = endpoint.requests[0] ?? {};
    expect(fields).toEqual({
      Action: 'SendRawEmail',
      Version: '2010-12-01',
      Source: 'wire@example.com',
      'Destinations.member.1': 'anna@example.com',
      ConfigurationSetName: 'briefwire',
      'Tags.member.1.Name': 'issue',
      'Tags.member.1.Value': 'daily_d2026-11-24T0700',
      'Tags.member.2.Name': 'attempt',
      'Tags.member.2.Value': '1',
    });
    expect(Buffer.from(data, 'base64')).toEqual(Buffer.from(mail.raw));
  });

  it('names no configuration set when there is none', async () => {
    endpoint.behave(accepts('0102-abc'));
    await mailerOf().send(mail);
    expect(endpoint.requests[0]).not.toHaveProperty('ConfigurationSetName');
  });

  it('calls once, whatever SES answers: a repetition would be a second mail', async () => {
    const mailer = mailerOf();
    for (const behaviour of [
      sesError(400, 'Throttling', 'Maximum sending rate exceeded.'),
      answer(500, ''),
    ]) {
      endpoint.behave(behaviour);
      await mailer.send(mail);
    }
    endpoint.behave((request) => request.socket.destroy());
    await mailer.send(mail);
    expect(endpoint.requests).toHaveLength(3);
  });

  it('is in doubt when SES says yes without a message id', async () => {
    endpoint.behave(answer(200, ''));
    expect(await mailerOf().send(mail)).toMatchObject({ kind: 'uncertain', code: 'unreadable-answer' });
  });

  it.each<[string, Behaviour]>([
    ['never answers', () => {}],
    [
      'stops in the middle of its answer',
      (_, response) => {
        response.writeHead(200, { 'content-length': '500' });
        response.write('<SendRawEmailResponse>');
      },
    ],
  ])('gives a call up that %s, and is in doubt', async (_, behaviour) => {
    endpoint.behave(behaviour);
    const client = clientAt(endpoint.url, { requestTimeoutMs: 500 });
    const mailer = sesMailer({ client, clock: systemClock, requestTimeoutMs: 500 });
    expect(await mailer.send(mail)).toMatchObject({ kind: 'uncertain', code: 'timeout' });
  });

  it('refuses a time-out that is longer than the lease of a claim', () => {
    expect(() => mailerOf({ requestTimeoutMs: 60_000, leaseMs: 60_000 })).toThrow(/shorter than the lease/);
  });

  it.each(['daily.2026', '', 'x'.repeat(257)])(
    'refuses %j in a tag before SES refuses every mail for it',
    async (value) => {
      await expect(mailerOf().send({ ...mail, tags: { issue: value } })).rejects.toThrow(/message tag/);
      expect(endpoint.requests).toEqual([]);
    },
  );

  it('keeps its connections, and no more of them than calls may be under way', async () => {
    const waiting: (() => void)[] = [];
    endpoint.behave((request, response) => {
      waiting.push(() => accepts('0102-abc')(request, response));
      // Nobody is answered before four calls are under way.
      if (waiting.length === 4) for (const go of waiting.splice(0)) go();
    });
    const mailer = sesMailer({ client: clientAt(endpoint.url, { concurrency: 4 }), clock: systemClock });
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => mailer.send(mail)));
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(40);
    expect(endpoint.connections()).toBe(4);
  });

  it('asks for the quota once a minute, for many askers at once', async () => {
    endpoint.behave(allows(50_000, 14, 120));
    const clock = testClock();
    const mailer = mailerOf({ clock });
    const answers = await Promise.all([mailer.quota(), mailer.quota(), mailer.quota()]);
    expect(answers[2]).toEqual({ max24Hour: 50_000, maxPerSecond: 14, sentLast24Hours: 120 });
    clock.forward(59_999);
    await mailer.quota();
    expect(endpoint.requests).toHaveLength(1);
    endpoint.behave(allows(50_000, 0.5, 200));
    clock.forward(1);
    expect((await mailer.quota()).maxPerSecond).toBe(0.5);
    expect(endpoint.requests).toHaveLength(2);
  });

  it('asks for the quota anew after a mail was refused because it is used up, once for all such mails', async () => {
    endpoint.behave(allows(200, 1, 199));
    const clock = testClock();
    const mailer = mailerOf({ clock });
    await mailer.quota();
    clock.forward(5_000);
    endpoint.behave(sesError(400, 'Throttling', 'Daily message quota exceeded.'));
    expect(await mailer.send(mail)).toMatchObject({ kind: 'not-sent', reason: 'quota' });
    endpoint.behave(allows(200, 1, 200));
    expect((await mailer.quota()).sentLast24Hours).toBe(200);
    endpoint.behave(sesError(400, 'Throttling', 'Daily message quota exceeded.'));
    await mailer.send(mail);
    endpoint.behave(allows(200, 1, 201));
    expect((await mailer.quota()).sentLast24Hours).toBe(200);
  });

  it('takes -1 a day as unlimited', async () => {
    endpoint.behave(allows(-1, 500, 0));
    expect((await mailerOf().quota()).max24Hour).toBe(Number.POSITIVE_INFINITY);
  });

  it('asks again when the question itself was throttled, then gives the answer', async () => {
    endpoint.behave((request, response) => {
      endpoint.behave(allows(200, 1, 0));
      sesError(400, 'Throttling', 'Rate exceeded')(request, response);
    });
    expect((await mailerOf().quota()).maxPerSecond).toBe(1);
  });

  it.each([
    [
      'is throttled for good',
      sesError(400, 'Throttling', 'Rate exceeded'),
      { blocked: false, code: 'throttled' },
    ],
    ['refuses us', sesError(403, 'AccessDenied', 'not authorized'), { blocked: true, code: 'AccessDenied' }],
    ['is broken', answer(503, ''), { blocked: false, code: 'http-503' }],
    ['answers without a quota', answer(200, ''), { blocked: false, code: 'unreadable-answer' }],
    ['allows no mail at all', allows(200, 0, 0), { blocked: true, code: 'no-send-rate' }],
  ])('says MailerUnavailable when SES %s, and asks anew next time', async (_, behaviour, expected) => {
    endpoint.behave(behaviour);
    const mailer = mailerOf();
    const error = await mailer.quota().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MailerUnavailable);
    expect(error).toMatchObject(expected);
    endpoint.behave(allows(200, 1, 0));
    expect((await mailer.quota()).maxPerSecond).toBe(1);
  });
});
