import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from 'vitest';
import { watchClock } from '../../../cli/doctor/gather/clock.ts';
import { askDns, type Resolver } from '../../../cli/doctor/gather/dns.ts';
import { askOneClick, askPages } from '../../../cli/doctor/gather/pages.ts';
import {
  askAccount,
  askConfigurationSet,
  askDestinations,
  askIdentity,
} from '../../../cli/doctor/gather/ses.ts';
import {
  askAlarmMails,
  askAlarms,
  askQueues,
  askReputation,
  askSchedules,
  readStack,
} from '../../../cli/doctor/gather/stack.ts';
import { known, unknown } from '../../../cli/doctor/line.ts';
import { localCredentials } from '../../support/dynamo.ts';
import { type Answer, answering, awsEndpoint } from './aws-endpoint.ts';
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

describe('the DNS', () => {
  const nothing = (code: string) => async () => {
    throw Object.assign(new Error('query failed'), { code });
  };
  const empty: Resolver = {
    resolveTxt: nothing('ENOTFOUND'),
    resolveMx: nothing('ENODATA'),
    resolveCname: nothing('ENODATA'),
  };
  const from = 'wire@news.harbour.news';
  const ask = (dns: Resolver, identity = known<typeof IDENTITY | undefined>(IDENTITY)) =>
    askDns(dns, { from }, identity);

  it('tells that records are not there', async () => {
    expect(await ask(empty)).toEqual({
      spf: known([]),
      mailFromMx: known([]),
      dmarc: known([]),
      dkim: known({ aaa: [], bbb: [], ccc: [] }),
      replies: known({ address: from, hosts: [] }),
    });
  });

  it('joins the parts of a TXT record, lowers names, and looks for DMARC up the tree', async () => {
    const dns: Resolver = {
      resolveTxt: async (name) => {
        if (name === 'mail.harbour.news') return [['v=spf1 include:', 'amazonses.com ~all']];
        if (name === '_dmarc.harbour.news') return [['unrelated'], ['v=DMARC1; p=reject']];
        return nothing('ENODATA')();
      },
      resolveMx: async () => [{ exchange: 'Feedback-SMTP.eu-central-1.amazonses.com.' }],
      resolveCname: async (name) => [`${name.split('.')[0]}.dkim.amazonses.com`],
    };
    expect(await ask(dns)).toMatchObject({
      spf: known(['v=spf1 include:amazonses.com ~all']),
      mailFromMx: known(['feedback-smtp.eu-central-1.amazonses.com']),
      dmarc: known(['v=DMARC1; p=reject']),
      dkim: known({ aaa: ['aaa.dkim.amazonses.com'] }),
    });
  });

  it('does not call a name server that fails a record that is missing', async () => {
    const down: Resolver = {
      resolveTxt: nothing('ESERVFAIL'),
      resolveMx: nothing('ECONNREFUSED'),
      resolveCname: nothing('ETIMEOUT'),
    };
    const facts = await ask(down);
    for (const fact of Object.values(facts)) expect(fact).toMatchObject({ known: false });
  });

  it('says what it cannot know without the identity', async () => {
    const lost = unknown('your credentials may not call ses:GetEmailIdentity');
    expect(await askDns(empty, { from, replyTo: 'a@b.example' }, lost)).toMatchObject({
      spf: lost,
      dkim: lost,
      dmarc: known([]),
      replies: known({ address: 'a@b.example', hosts: [] }),
    });
  });
});

describe('the stack', () => {
  const resource = (LogicalResourceId: string, ResourceType: string) => ({
    LogicalResourceId,
    ResourceType,
    PhysicalResourceId: `phys-${LogicalResourceId}`,
  });
  const deployed = () =>
    readStack(
      answering({
        DescribeStacksCommand: () => ({
          Stacks: [{ Outputs: [{ OutputKey: 'TableName', OutputValue: 't' }] }],
        }),
        ListStackResourcesCommand: ({ NextToken }) =>
          NextToken
            ? { StackResourceSummaries: [resource('AlarmsTopic0A1B2C3D', 'AWS::SNS::Topic')] }
            : {
                StackResourceSummaries: [
                  resource('Schedules', 'AWS::Scheduler::ScheduleGroup'),
                  resource('DeliveryQueue0A1B2C3D', 'AWS::SQS::Queue'),
                  resource('DeliveryQueueDeadQueue0A1B2C3D', 'AWS::SQS::Queue'),
                  resource('DeadNotEmpty0A1B2C3D', 'AWS::CloudWatch::Alarm'),
                ],
                NextToken: 'more',
              },
      }),
      'Briefwire-App',
    );

  it('names its outputs and what it made, page by page', async () => {
    const stack = await deployed();
    expect(stack.outputs).toEqual({ TableName: 't' });
    expect(stack.of('AWS::SNS::Topic')).toEqual([
      { logical: 'AlarmsTopic0A1B2C3D', physical: 'phys-AlarmsTopic0A1B2C3D' },
    ]);
  });

  it('tells schedules, and which edition each is for', async () => {
    const scheduler = answering({
      ListSchedulesCommand: ({ GroupName }) => ({
        Schedules: GroupName === 'phys-Schedules' ? [{ Name: 'a' }] : [],
      }),
      GetScheduleCommand: () => ({
        Name: 'a',
        ScheduleExpression: 'cron(0 7 * * ? *)',
        ScheduleExpressionTimezone: 'Europe/Berlin',
        State: 'DISABLED',
        Target: { Input: '{"edition":"daily","scheduledTime":"<aws.scheduler.scheduled-time>"}' },
      }),
    });
    expect(await askSchedules(scheduler, await deployed())).toEqual(
      known([
        {
          name: 'a',
          expression: 'cron(0 7 * * ? *)',
          timeZone: 'Europe/Berlin',
          enabled: false,
          edition: 'daily',
        },
      ]),
    );
    expect(await askSchedules(answering({}), await deployed())).toMatchObject({
      why: expect.stringContaining('may not call scheduler:ListSchedules'),
    });
  });

  it('tells queues where failures end from those that are worked', async () => {
    const sqs = answering({
      GetQueueAttributesCommand: ({ QueueUrl }) => ({
        Attributes: {
          ApproximateNumberOfMessages: '3',
          ...(String(QueueUrl).includes('Dead') ? {} : { RedrivePolicy: '{}' }),
        },
      }),
    });
    expect(await askQueues(sqs, await deployed())).toEqual(
      known([
        { name: 'Delivery', messages: 3, isEnd: false },
        { name: 'DeliveryQueueDead', messages: 3, isEnd: true },
      ]),
    );
  });

  it('tells alarms and who hears them', async () => {
    const watch = answering({
      DescribeAlarmsCommand: () => ({
        MetricAlarms: [
          {
            AlarmName: 'phys-DeadNotEmpty0A1B2C3D',
            StateValue: 'ALARM',
            ActionsEnabled: true,
            AlarmDescription: 'Some wait.',
          },
        ],
      }),
      GetMetricStatisticsCommand: ({ MetricName }) => ({
        Datapoints:
          MetricName === 'Reputation.BounceRate'
            ? [
                { Timestamp: new Date(1), Average: 0.5 },
                { Timestamp: new Date(2), Average: 0.01 },
              ]
            : [],
      }),
    });
    expect(await askAlarms(watch, await deployed())).toEqual(
      known([{ name: 'DeadNotEmpty', state: 'ALARM', actionsEnabled: true, description: 'Some wait.' }]),
    );
    expect(await askReputation(watch, NOW)).toEqual(known({ bounces: 0.01 }));
    const sns = answering({
      GetTopicAttributesCommand: () => ({
        Attributes: { SubscriptionsConfirmed: '0', SubscriptionsPending: '1' },
      }),
    });
    expect(await askAlarmMails(sns, await deployed())).toEqual(known({ confirmed: 0, pending: 1 }));
  });
});

describe('the pages', () => {
  const page = (status: number) => (async () => new Response('', { status })) as unknown as typeof fetch;

  it('are asked once for each address, and a name that is not there is told from an error', async () => {
    expect(await askPages(['https://a.example/', 'https://a.example'], page(200))).toEqual([
      { url: 'https://a.example', status: 200 },
    ]);
    const gone = async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) });
    };
    expect(await askPages(['https://a.example'], gone as never)).toEqual([
      { url: 'https://a.example', code: 'ENOTFOUND' },
    ]);
  });

  it('get what the button of a mailbox posts', async () => {
    const asked: (readonly [string, RequestInit])[] = [];
    const get = (async (url: string, init: RequestInit) => {
      asked.push([url, init]);
      return new Response('', { status: 404 });
    }) as unknown as typeof fetch;
    expect(await askOneClick('https://a.example/', get)).toEqual({ url: 'https://a.example', status: 404 });
    expect(asked[0]).toMatchObject(['https://a.example/u/doctor', { method: 'POST', redirect: 'manual' }]);
    expect(String(asked[0]?.[1].body)).toBe('List-Unsubscribe=One-Click');
  });
});
