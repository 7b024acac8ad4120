import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { readable } from './support/permissions.ts';
import { resource, resources, synthesize } from './support/synth.ts';

/** Logical ids of the queues where failures end. */
const FAILURES = [
  'PlanQueueDead',
  'DeliveryQueueDead',
  'FeedbackQueueDead',
  'UndeliveredFeedback',
  'MissedPolls',
  'MissedSlots',
  'MissedTicks',
];

describe('the queues', () => {
  let app: Template;
  beforeAll(() => {
    app = synthesize().app;
  });
  const queue = (prefix: string) => {
    const found = resources(app, 'AWS::SQS::Queue', prefix).find(({ id }) =>
      new RegExp(`^${prefix}(Queue)?[0-9A-F]{8}$`).test(id),
    );
    if (!found) throw new Error(`no queue ${prefix}`);
    return found;
  };

  it('keep messages for 14 days, encrypted, over TLS only', () => {
    const all = resources(app, 'AWS::SQS::Queue');
    expect(all).toHaveLength(10);
    for (const { id, properties } of all) {
      expect(properties, id).toMatchObject({
        MessageRetentionPeriod: 14 * 86_400,
        SqsManagedSseEnabled: true,
      });
    }
    for (const { id, properties } of resources(app, 'AWS::SQS::QueuePolicy')) {
      const [plainHttp, ...others] = properties.PolicyDocument.Statement;
      expect(plainHttp, id).toMatchObject({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
      expect(others, id).toHaveLength(/^(FeedbackQueue|UndeliveredFeedbackQueue)Policy/.test(id) ? 1 : 0);
    }
    expect(resources(app, 'AWS::SQS::QueuePolicy')).toHaveLength(all.length);
  });

  it.each([
    ['PlanQueue', 'PlanAudience', 4, 1],
    ['DeliveryQueue', 'DeliverMail', 2, 1],
    ['FeedbackQueue', 'RecordFeedback', 2, 100],
  ])(
    '%s feeds %s, %i runs of %i at a time, and takes back single messages',
    (name, fn, concurrency, batch) => {
      const mapping = resource(app, 'AWS::Lambda::EventSourceMapping', name).properties;
      expect(mapping).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: concurrency },
        BatchSize: batch,
      });
      expect(readable(mapping.EventSourceArn)).toBe(`{${name}.Arn}`);
      expect(readable(mapping.FunctionName)).toBe(`{${fn}Function}`);
    },
  );

  it.each([
    ['PlanQueue', 'PlanAudience'],
    ['DeliveryQueue', 'DeliverMail'],
    ['FeedbackQueue', 'RecordFeedback'],
  ])('%s hides a message for six timeouts of %s', (name, fn) => {
    const timeout = resource(app, 'AWS::Lambda::Function', fn).properties.Timeout;
    expect(queue(name).properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeout);
  });

  it.each(['PlanQueue', 'DeliveryQueue', 'FeedbackQueue'])(
    '%s puts a message aside after five crashes',
    (name) => {
      const { RedrivePolicy: redrive } = queue(name).properties;
      expect(redrive.maxReceiveCount).toBe(5);
      expect(readable(redrive.deadLetterTargetArn)).toBe(`{${name}DeadQueue.Arn}`);
    },
  );

  it.each(FAILURES)('%s tells the owner at its first message', (name) => {
    const alarm = resource(app, 'AWS::CloudWatch::Alarm', `${name}QueueNotEmpty`).properties;
    expect(alarm).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
    });
    expect(readable(alarm.Dimensions[0].Value)).toBe(`{${name}Queue.QueueName}`);
    expect(alarm.AlarmActions).toEqual([{ Ref: resource(app, 'AWS::SNS::Topic', 'Alarms').id }]);
  });

  it.each([
    ['PlanQueue', 1800],
    ['DeliveryQueue', 86_400],
    ['FeedbackQueue', 1800],
  ])('%s tells the owner when its oldest message has waited for %i seconds', (name, seconds) => {
    const alarm = resource(app, 'AWS::CloudWatch::Alarm', `${name}Standing`).properties;
    expect(alarm).toMatchObject({ MetricName: 'ApproximateAgeOfOldestMessage', Threshold: seconds });
    expect(readable(alarm.Dimensions[0].Value)).toBe(`{${name}.QueueName}`);
  });

  it("mails the alarms to the newsletter's owner", () => {
    expect(resource(app, 'AWS::SNS::Subscription', 'Alarms').properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'owner@example.org',
    });
  });

  it('have an alarm beside theirs: an account that does not balance, by its line in the log', () => {
    const { properties } = resource(app, 'AWS::Logs::MetricFilter', 'AlarmsAccountUnbalanced');
    expect(properties.FilterPattern).toBe('{ $.code = "account-unbalanced" }');
    expect(readable(properties.LogGroupName)).toBe('{PlanAudienceLogs}');
    const alarm = resource(app, 'AWS::CloudWatch::Alarm', 'AlarmsAccountUnbalanced').properties;
    expect(alarm).toMatchObject({ Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' });
    expect(alarm.MetricName).toBe(properties.MetricTransformations[0].MetricName);
  });
});
