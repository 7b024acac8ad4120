import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { readable } from './support/permissions.ts';
import { resource, synthesize } from './support/synth.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string;
  readonly Principal: unknown;
  readonly Condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('the way of the events of SES', () => {
  let app: Template;
  beforeAll(() => {
    app = synthesize().app;
  });
  const statements = (type: string, prefix: string) =>
    resource(app, type, prefix).properties.PolicyDocument.Statement as Statement[];

  it('begins at the configuration set that every mail names, with all that is recorded and nothing more', () => {
    const { ConfigurationSetName: set, EventDestination: destination } = resource(
      app,
      'AWS::SES::ConfigurationSetEventDestination',
    ).properties;
    expect(readable(set)).toBe('{SenderConfigurationSet}');
    expect(destination).toMatchObject({ Enabled: true });
    expect(destination.MatchingEventTypes.toSorted()).toEqual([
      'bounce',
      'complaint',
      'delivery',
      'deliveryDelay',
      'reject',
      'send',
    ]);
    expect(readable(destination.SnsDestination.TopicARN)).toBe('{FeedbackTopic}');
  });

  it('goes through a topic that SES may publish to for that set alone, over TLS, before it is asked to', () => {
    const [plain, publish, ...others] = statements('AWS::SNS::TopicPolicy', 'FeedbackTopic');
    expect(plain).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    expect(publish).toMatchObject({
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { Service: 'ses.amazonaws.com' },
    });
    const condition = publish?.Condition['StringEquals'] ?? {};
    expect(readable(condition['AWS:SourceAccount'])).toBe('{AWS::AccountId}');
    expect(readable(condition['AWS:SourceArn'])).toBe(
      'arn:{AWS::Partition}:ses:{AWS::Region}:{AWS::AccountId}:configuration-set/{SenderConfigurationSet}',
    );
    expect(others).toEqual([]);
    const destination = Object.values(app.findResources('AWS::SES::ConfigurationSetEventDestination'))[0];
    expect(destination?.['DependsOn']).toContain(resource(app, 'AWS::SNS::TopicPolicy', 'FeedbackTopic').id);
  });

  it('has no key of AWS’s own on the topic, for SES could not publish through it', () => {
    expect(resource(app, 'AWS::SNS::Topic', 'Feedback').properties).not.toHaveProperty('KmsMasterKeyId');
  });

  it.each([['FeedbackQueuePolicy'], ['UndeliveredFeedbackQueuePolicy']])(
    'ends at queues that this topic alone may write to (%s)',
    (policy) => {
      const [, write] = statements('AWS::SQS::QueuePolicy', policy);
      expect(write).toMatchObject({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'sns.amazonaws.com' },
      });
      expect(readable(write?.Condition['ArnEquals']?.['aws:SourceArn'])).toBe('{FeedbackTopic}');
    },
  );

  it('leaves with the owner what SNS cannot put on the queue', () => {
    const { properties } = resource(app, 'AWS::SNS::Subscription', 'FeedbackQueue');
    expect(properties).toMatchObject({ Protocol: 'sqs' });
    expect(readable(properties.Endpoint)).toBe('{FeedbackQueue.Arn}');
    expect(readable(properties.RedrivePolicy.deadLetterTargetArn)).toBe('{UndeliveredFeedbackQueue.Arn}');
  });

  it('waits a few seconds for a batch, so that a mail’s events are one write', () => {
    const { properties } = resource(app, 'AWS::Lambda::EventSourceMapping', 'FeedbackQueue');
    expect(properties.MaximumBatchingWindowInSeconds).toBeGreaterThan(0);
    expect(properties.MaximumBatchingWindowInSeconds).toBeLessThanOrEqual(10);
  });
});
