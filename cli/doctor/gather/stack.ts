import {
  type CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
} from '@aws-sdk/client-cloudwatch';
import { GetScheduleCommand, ListSchedulesCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetTopicAttributesCommand, type SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Alarm, Queue, Reputation, Schedule } from '../facts.ts';
import type { Gathered } from '../line.ts';
import { asking } from './asking.ts';

type Sends<Client extends { send: unknown }> = Pick<Client, 'send'>;

/** What the App stack made: physical names by type, and its outputs. */
export interface Deployed {
  readonly outputs: Readonly<Record<string, string>>;
  /** Of a CloudFormation type, e.g. `AWS::SQS::Queue`. */
  of(type: string): readonly { readonly logical: string; readonly physical: string }[];
}

/** Reads the stack. Throws what CloudFormation answers. */
export async function readStack(
  cloudFormation: Sends<CloudFormationClient>,
  stack: string,
): Promise<Deployed> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
  const outputs = Object.fromEntries(
    (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
  const resources: StackResourceSummary[] = [];
  let next: string | undefined;
  do {
    const page = await cloudFormation.send(
      new ListStackResourcesCommand({ StackName: stack, ...(next && { NextToken: next }) }),
    );
    resources.push(...(page.StackResourceSummaries ?? []));
    next = page.NextToken;
  } while (next);
  return {
    outputs,
    of: (type) =>
      resources
        .filter(({ ResourceType, PhysicalResourceId }) => ResourceType === type && PhysicalResourceId)
        .map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => ({
          logical: LogicalResourceId,
          physical: PhysicalResourceId,
        })),
  };
}

/** The schedules of the stack's group; an edition's names it in its input. */
export function askSchedules(
  scheduler: Sends<SchedulerClient>,
  { of }: Deployed,
): Promise<Gathered<readonly Schedule[]>> {
  return asking('scheduler:ListSchedules and scheduler:GetSchedule', async () => {
    const found: Schedule[] = [];
    for (const { physical: GroupName } of of('AWS::Scheduler::ScheduleGroup')) {
      let NextToken: string | undefined;
      do {
        const page = await scheduler.send(
          new ListSchedulesCommand({ GroupName, ...(NextToken && { NextToken }) }),
        );
        for (const { Name } of page.Schedules ?? []) {
          found.push(scheduleOf(await scheduler.send(new GetScheduleCommand({ GroupName, Name }))));
        }
        NextToken = page.NextToken;
      } while (NextToken);
    }
    return found;
  });
}

function scheduleOf(each: {
  readonly Name?: string | undefined;
  readonly ScheduleExpression?: string | undefined;
  readonly ScheduleExpressionTimezone?: string | undefined;
  readonly State?: string | undefined;
  readonly Target?: { readonly Input?: string | undefined } | undefined;
}): Schedule {
  const edition = /"edition"\s*:\s*"([a-z0-9-]+)"/.exec(each.Target?.Input ?? '')?.[1];
  return {
    name: each.Name ?? '',
    expression: each.ScheduleExpression ?? '',
    timeZone: each.ScheduleExpressionTimezone ?? 'UTC',
    enabled: each.State !== 'DISABLED',
    ...(edition !== undefined && { edition }),
  };
}

/** Every queue of the stack. Those without a dead-letter queue of their own are where failures end. */
export function askQueues(sqs: Sends<SQSClient>, { of }: Deployed): Promise<Gathered<readonly Queue[]>> {
  return asking('sqs:GetQueueAttributes', () =>
    Promise.all(
      of('AWS::SQS::Queue').map(async ({ logical, physical: QueueUrl }) => {
        const { Attributes = {} } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
        );
        return {
          name: nameOf(logical),
          messages: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
          isEnd: Attributes['RedrivePolicy'] === undefined,
        };
      }),
    ),
  );
}

/** `DeliveryQueueDead5A3C1F20` → `DeliveryQueueDead`: CDK ends logical ids with a hash. */
const nameOf = (logical: string) => logical.replace(/(Queue)?[0-9A-F]{8}$/, '') || logical;

/** The alarms of the stack. */
export function askAlarms(
  cloudWatch: Sends<CloudWatchClient>,
  { of }: Deployed,
): Promise<Gathered<readonly Alarm[]>> {
  return asking('cloudwatch:DescribeAlarms', async () => {
    const named = of('AWS::CloudWatch::Alarm');
    const found: Alarm[] = [];
    // As many names as one call takes.
    for (let at = 0; at < named.length; at += 100) {
      const AlarmNames = named.slice(at, at + 100).map(({ physical }) => physical);
      const answer = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames, MaxRecords: 100 }));
      for (const each of answer.MetricAlarms ?? []) {
        const { logical = each.AlarmName ?? '' } =
          named.find(({ physical }) => physical === each.AlarmName) ?? {};
        found.push({
          name: nameOf(logical),
          state: each.StateValue ?? 'INSUFFICIENT_DATA',
          actionsEnabled: each.ActionsEnabled ?? false,
          description: each.AlarmDescription ?? '',
        });
      }
    }
    return found;
  });
}

/** Who hears alarms: the subscriptions of their topic. */
export function askAlarmMails(sns: Sends<SNSClient>, { of }: Deployed) {
  return asking('sns:GetTopicAttributes', async () => {
    const topic = of('AWS::SNS::Topic').find(({ logical }) => logical.startsWith('Alarms'));
    if (!topic) return { confirmed: 0, pending: 0 };
    const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn: topic.physical }));
    return {
      confirmed: Number(Attributes['SubscriptionsConfirmed'] ?? 0),
      pending: Number(Attributes['SubscriptionsPending'] ?? 0),
    };
  });
}

const DAY_MS = 86_400_000;

/** The latest shares of bounces and complaints, as SES reports them about the account. */
export function askReputation(cloudWatch: Sends<CloudWatchClient>, now: Date): Promise<Gathered<Reputation>> {
  const latest = async (MetricName: string): Promise<number | undefined> => {
    const { Datapoints = [] } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/SES',
        MetricName,
        StartTime: new Date(now.getTime() - DAY_MS),
        EndTime: now,
        Period: 3_600,
        Statistics: ['Average'],
      }),
    );
    const sorted = [...Datapoints].sort((a, b) => Number(b.Timestamp) - Number(a.Timestamp));
    return sorted[0]?.Average;
  };
  return asking('cloudwatch:GetMetricStatistics', async () => {
    const [bounces, complaints] = [
      await latest('Reputation.BounceRate'),
      await latest('Reputation.ComplaintRate'),
    ];
    return { ...(bounces !== undefined && { bounces }), ...(complaints !== undefined && { complaints }) };
  });
}
