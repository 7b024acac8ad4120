import { describe, expect, it } from 'vitest';
import { askOneClick, askPages } from '../../../cli/doctor/gather/pages.ts';
import {
  askAlarmMails,
  askAlarms,
  askQueues,
  askReputation,
  askSchedules,
  readStack,
} from '../../../cli/doctor/gather/stack.ts';
import { known } from '../../../cli/doctor/line.ts';
import { answering } from './aws-endpoint.ts';

const NOW = new Date('2026-11-24T06:00:00Z');

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
