import { GetSendQuotaCommand, SESClient } from '@aws-sdk/client-ses';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSes, startSes } from '../../../../cli/local/ses/endpoint.ts';
import { type Fault, faultPlan } from '../../../../cli/local/ses/faults.ts';
import { testClock } from '../../../support/stores.ts';
import { refusal, sendRaw, sesClientOf } from './ses-calls.ts';

let ses: LocalSes;
let client: SESClient;
const clock = testClock();
beforeEach(async () => {
  ses = await startSes({ clock });
  client = sesClientOf(ses.endpoint);
});
afterEach(() => ses.stop());

const plan = async (method: string, body?: unknown) => {
  const answer = await fetch(`${ses.endpoint}/dev/ses/faults`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, ...((await answer.json()) as { faults?: Fault[]; error?: string }) };
};

describe('a planned fault', () => {
  it.each([
    ['throttle', 'Throttling 400 Maximum sending rate exceeded.'],
    ['daily-quota', 'Throttling 400 Daily message quota exceeded.'],
    ['500', 'InternalFailure 500'],
    ['503', 'ServiceUnavailable 503'],
    ['account-paused', 'AccountSendingPausedException 400'],
    ['account-paused-by-aws', 'MessageRejected 400 Sending paused for this account.'],
    ['configuration-set-paused', 'ConfigurationSetSendingPausedException 400'],
    ['access-denied', "AccessDenied 403 User `arn:aws:iam::000000000000:user/laptop' is not authorized"],
    ['expired-credentials', 'ExpiredToken 403'],
    ['clock-skew', 'SignatureDoesNotMatch 403 Signature expired'],
    ['mail-from-not-verified', 'MailFromDomainNotVerifiedException 400'],
    ['sender-not-verified', 'MessageRejected 400 Email address is not verified.'],
  ] as const)('%s answers as SES does, and takes no mail', async (kind, says) => {
    ses.faults.add({ kind });
    expect(await refusal(client.send(sendRaw()))).toContain(says);
    expect(ses.store.list().total).toBe(0);
    await client.send(sendRaw());
    expect(ses.store.list().total).toBe(1);
  });

  it.each([
    ['reset-before-accept', 0],
    ['accept-then-reset', 1],
  ] as const)('%s breaks the connection with %i mails taken', async (kind, taken) => {
    ses.faults.add({ kind });
    expect(await refusal(client.send(sendRaw()))).toMatch(/ECONNRESET|socket hang up/);
    expect(ses.store.list().total).toBe(taken);
  });

  it('accept-then-500 takes the mail, events and all, and says that it failed', async () => {
    ses.faults.add({ kind: 'accept-then-500' });
    expect(await refusal(client.send(sendRaw()))).toContain('InternalFailure 500');
    expect(ses.store.events()).toHaveLength(2);
  });

  it.each([
    ['hang', 0],
    ['accept-then-hang', 1],
  ] as const)(
    '%s never answers, with %i mails taken, and keeps nobody from stopping',
    async (kind, taken) => {
      ses.faults.add({ kind });
      const hanging = new SESClient({
        endpoint: ses.endpoint,
        region: 'eu-central-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
        maxAttempts: 1,
        requestHandler: new NodeHttpHandler({ requestTimeout: 1_000, throwOnRequestTimeout: true }),
      });
      expect(await refusal(hanging.send(sendRaw()))).toMatch(/TimeoutError/);
      while (ses.store.list().total < taken) await new Promise(setImmediate);
      expect(ses.store.list().total).toBe(taken);
      ses.faults.add({ kind });
      const cut = refusal(client.send(sendRaw()));
      while (ses.faults.list().length > 0) await new Promise(setImmediate);
      await ses.stop();
      expect(await cut).toMatch(/ECONNRESET|socket hang up/);
    },
  );

  it('slow answers late by the clock, and well', async () => {
    ses.faults.add({ kind: 'slow', delayMs: 90_000 });
    const before = clock.now().getTime();
    await client.send(sendRaw());
    expect(clock.now().getTime() - before).toBe(90_000);
    expect(ses.store.list().total).toBe(1);
  });

  it('hits only the action it names', async () => {
    ses.faults.add({ kind: '503', action: 'GetSendQuota' });
    await client.send(sendRaw());
    expect(await refusal(client.send(new GetSendQuotaCommand({})))).toContain('503');
    expect((await client.send(new GetSendQuotaCommand({}))).MaxSendRate).toBe(200);
  });
});

describe('the plan over HTTP', () => {
  it('takes one fault or several, shows them, and forgets them', async () => {
    expect(await plan('POST', { kind: 'throttle', count: 2 })).toMatchObject({ status: 200 });
    expect((await plan('POST', [{ kind: 'hang' }, { kind: '500', count: 'always' }])).faults).toHaveLength(3);
    await refusal(client.send(sendRaw()));
    expect((await plan('GET')).faults?.[0]).toMatchObject({ kind: 'throttle', count: 1 });
    expect((await plan('DELETE')).faults).toEqual([]);
    await client.send(sendRaw());
    expect(ses.store.list().total).toBe(1);
  });

  it('says what is wrong with one', async () => {
    expect(await plan('POST', [{ kind: 'slow' }, { kind: 'sloww', count: 0 }])).toMatchObject({
      status: 400,
      error: expect.stringMatching(
        /1\.kind: must be one of .*throttle.*1\.count: must be a whole number from 1/s,
      ),
    });
    expect(await plan('POST', { kind: 'slow', often: true })).toMatchObject({ status: 400 });
    expect(await plan('POST', '{')).toMatchObject({
      status: 400,
      error: expect.stringContaining('not JSON'),
    });
    expect((await plan('GET')).faults).toEqual([]);
  });
});

describe('which calls a fault hits', () => {
  const call = (to: string) => ({
    action: 'SendRawEmail',
    source: 'wire@example.com',
    destinations: [to],
    configurationSet: undefined,
    region: 'us-east-1',
  });
  const hits = (faults: readonly Fault[], recipients: readonly string[]) => {
    const faultsOf = faultPlan(faults);
    return recipients.map((to) => faultsOf.next(call(to)) !== undefined);
  };

  it('goes by a pattern of the recipient, and counts only those', () => {
    const faults: Fault[] = [{ kind: 'throttle', recipient: '*@Slow.example', count: 2 }];
    const to = ['a@fast.example', 'a@slow.example', 'a@slow.example.org', 'b@slow.example', 'c@slow.example'];
    expect(hits(faults, to)).toEqual([false, true, false, true, false]);
  });

  it('takes a pattern literally but for the star', () => {
    expect(
      hits([{ kind: '500', recipient: 'a.b+c@*', count: 'always' }], ['a.b+c@x.org', 'aXb+c@x.org']),
    ).toEqual([true, false]);
  });

  it('is the same for the same seed, and about as many as the probability says', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.1, max: 0.9, noNaN: true }), (seed, probability) => {
        const faults: Fault[] = [{ kind: '500', count: 'always', seed, probability }];
        const recipients = Array.from({ length: 400 }, () => 'a@example.org');
        const first = hits(faults, recipients);
        const share = first.filter(Boolean).length / 400;
        return Math.abs(share - probability) < 0.2 && first.join() === hits(faults, recipients).join();
      }),
      { numRuns: 30 },
    );
  });
});
