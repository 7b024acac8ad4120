import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from 'vitest';
import { watchClock } from '../../../cli/doctor/gather/clock.ts';
import {
  askAccount,
  askConfigurationSet,
  askDestinations,
  askIdentity,
} from '../../../cli/doctor/gather/ses.ts';
import { known } from '../../../cli/doctor/line.ts';
import { localCredentials } from '../../support/dynamo.ts';
import { type Answer, awsEndpoint } from './aws-endpoint.ts';
import { IDENTITY } from './facts.ts';

const NOW = new Date('2026-11-24T06:00:00Z');
const clock = { now: () => NOW };

describe('SES over HTTP', () => {
  const ended: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ended.splice(0)) await end();
  });
  async function ses(answers: Readonly<Record<string, Answer>>, date = NOW) {
    const endpoint = await awsEndpoint(answers, date);
    const client = new SESv2Client({ endpoint: endpoint.url, maxAttempts: 1, ...localCredentials });
    ended.push(() => client.destroy(), endpoint.stop);
    return client;
  }

  it('tells sandbox, quota, suppression and the state of a request', async () => {
    const client = await ses({
      '/v2/email/account': {
        ProductionAccessEnabled: false,
        SendingEnabled: true,
        EnforcementStatus: 'HEALTHY',
        SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 7 },
        SuppressionAttributes: { SuppressedReasons: ['BOUNCE'] },
        Details: { ReviewDetails: { Status: 'PENDING' } },
      },
    });
    expect(await askAccount(client)).toEqual(
      known({
        production: false,
        sendingEnabled: true,
        enforcement: 'HEALTHY',
        max24Hour: 200,
        sent24Hour: 7,
        maxPerSecond: 1,
        suppressed: ['BOUNCE'],
        review: 'PENDING',
      }),
    );
  });

  it('finds the identity that covers the sender: the address, its domain, or one above', async () => {
    const domain = {
      VerifiedForSendingStatus: true,
      DkimAttributes: {
        Status: 'SUCCESS',
        SigningEnabled: true,
        Tokens: ['aaa'],
        CurrentSigningKeyLength: 'RSA_2048_BIT',
      },
      MailFromAttributes: { MailFromDomain: 'mail.harbour.news', MailFromDomainStatus: 'SUCCESS' },
    };
    const client = await ses({
      '/v2/email/identities/harbour.news': domain,
      '/v2/email/identities/wire@news.harbour.news': { VerifiedForSendingStatus: false },
    });
    expect(await askIdentity(client, 'wire@news.harbour.news')).toEqual(
      known({ ...IDENTITY, dkimTokens: ['aaa'] }),
    );
    expect(await askIdentity(client, 'wire@elsewhere.news')).toEqual(known(undefined));
  });

  it('tells of the configuration set and where its events go', async () => {
    const client = await ses({
      '/v2/email/configuration-sets/set': {
        SendingOptions: { SendingEnabled: false },
        DeliveryOptions: { TlsPolicy: 'REQUIRE' },
        SuppressionOptions: { SuppressedReasons: [] },
      },
      '/v2/email/configuration-sets/set/event-destinations': {
        EventDestinations: [
          { Name: 'F', Enabled: true, MatchingEventTypes: ['SEND'], SnsDestination: { TopicArn: 'arn' } },
        ],
      },
    });
    expect(await askConfigurationSet(client, 'set')).toEqual(
      known({ name: 'set', sendingEnabled: false, tlsRequired: true, suppressed: [] }),
    );
    expect(await askDestinations(client, 'set')).toEqual(
      known([{ name: 'F', enabled: true, types: ['SEND'], toSns: true }]),
    );
    expect(await askDestinations(client, 'gone')).toMatchObject({
      known: false,
      why: expect.stringContaining('not there'),
    });
  });

  it.each([
    ['AccessDeniedException', /^your credentials may not call ses:GetAccount$/, /Allow ses:GetAccount/],
    ['SignatureDoesNotMatch', /refuses the signature/, /AWS_SECRET_ACCESS_KEY/],
    ['ExpiredTokenException', /have expired/, /aws sso login/],
    ['TooManyRequestsException', /too often/, /in a minute/],
    ['OddException', /failed with OddException/, /command line/],
  ])('says why it is not known: %s', async (refuse, why, remedy) => {
    const client = await ses({ '/v2/email/account': { refuse, message: 'Credential=AKIDEXAMPLE/20261124' } });
    expect(await askAccount(client)).toEqual({
      known: false,
      why: expect.stringMatching(why),
      remedy: expect.stringMatching(remedy),
    });
  });

  it('says that nothing answers', async () => {
    const client = new SESv2Client({ endpoint: 'http://127.0.0.1:9', maxAttempts: 1, ...localCredentials });
    ended.push(() => client.destroy());
    expect(await askAccount(client)).toMatchObject({ why: 'ses:GetAccount: the connection was refused' });
  });

  it.each([
    ['an answer', {}],
    ['a refusal', { refuse: 'AccessDeniedException' }],
  ])('tells the clock by %s', async (_, answer) => {
    const client = await ses({ '/v2/email/account': answer }, new Date(NOW.getTime() - 90_000));
    const ahead = watchClock(client, clock);
    expect(ahead()).toMatchObject({ known: false });
    await askAccount(client);
    expect(ahead()).toEqual(known(90_000));
  });
});
