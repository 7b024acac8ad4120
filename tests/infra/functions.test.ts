import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { names as collectNames } from '../../lambdas/functions/collect-briefing/env.ts';
import { names as deliverNames } from '../../lambdas/functions/deliver-mail/env.ts';
import { names as manageNames } from '../../lambdas/functions/manage-subscription/env.ts';
import { names as planNames } from '../../lambdas/functions/plan-audience/env.ts';
import { names as publishNames } from '../../lambdas/functions/publish-issue/env.ts';
import { names as feedbackNames } from '../../lambdas/functions/record-feedback/env.ts';
import { readable } from './support/permissions.ts';
import { resource, resources, synthesize } from './support/synth.ts';

const FUNCTIONS = [
  'CollectBriefing',
  'PublishIssue',
  'PlanAudience',
  'DeliverMail',
  'RecordFeedback',
  'ManageSubscription',
];

describe('the functions', () => {
  let app: Template;
  beforeAll(() => {
    app = synthesize().app;
  });
  const environment = (name: string) =>
    resource(app, 'AWS::Lambda::Function', name).properties.Environment.Variables as Record<string, unknown>;

  it('are those of this walk and no helpers of the library', () => {
    expect(resources(app, 'AWS::Lambda::Function').map(({ id }) => id.replace(/Function.*/, ''))).toEqual(
      FUNCTIONS,
    );
  });

  it.each(FUNCTIONS)('%s runs Node 24 on arm64 and logs JSON into its own group', (name) => {
    const { properties } = resource(app, 'AWS::Lambda::Function', name);
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
    });
    expect(properties.LoggingConfig).toMatchObject({
      LogFormat: 'JSON',
      LogGroup: { Ref: resource(app, 'AWS::Logs::LogGroup', name).id },
    });
  });

  it.each(FUNCTIONS)('%s keeps its logs for 90 days', (name) => {
    expect(resource(app, 'AWS::Logs::LogGroup', name).properties.RetentionInDays).toBe(90);
  });

  it.each(FUNCTIONS)('%s reserves no concurrency: a new account has 10 runs in all', (name) => {
    const { properties } = resource(app, 'AWS::Lambda::Function', name);
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it('answers a reader before API Gateway gives up after 30 seconds', () => {
    const { properties } = resource(app, 'AWS::Lambda::Function', 'ManageSubscription');
    expect(properties.Timeout).toBeLessThan(30);
  });

  it.each([
    ['CollectBriefing', collectNames],
    ['PublishIssue', publishNames],
    ['PlanAudience', planNames],
    ['DeliverMail', deliverNames],
    ['RecordFeedback', feedbackNames],
    ['ManageSubscription', manageNames],
  ])('%s is told exactly what its env.ts reads', (name, names) => {
    expect(Object.keys(environment(name)).sort()).toEqual([...names].sort());
  });

  it('points the names at the right resources', () => {
    expect(
      Object.fromEntries(
        Object.entries(environment('DeliverMail')).map(([key, value]) => [key, readable(value)]),
      ),
    ).toEqual({
      TABLE_NAME: '{Data.NewsletterTable}',
      BUCKET_NAME: '{Data.IssuesBucket}',
      PLAN_QUEUE_URL: '{PlanQueue}',
      DELIVERY_QUEUE_URL: '{DeliveryQueue}',
      CONFIGURATION_SET: '{SenderConfigurationSet}',
      SITE_URL: '{PagesApi.ApiEndpoint}',
      TOKEN_SECRET_ARN: '{Data.TokensSecret}',
    });
    expect(readable(environment('PublishIssue')['PLAN_QUEUE_URL'])).toBe('{PlanQueue}');
  });

  it.each([
    ['CollectBriefing', 'MissedPolls', 1, 1800],
    ['PublishIssue', 'MissedSlots', 2, 3600],
    ['PlanAudience', 'MissedTicks', 0, 900],
  ])('%s, which Scheduler calls, leaves failed events in %s', (name, queue, retries, maxAge) => {
    const { properties } = resource(app, 'AWS::Lambda::EventInvokeConfig', name);
    expect(properties).toMatchObject({ MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: maxAge });
    expect(readable(properties.FunctionName)).toBe(`{${name}Function}`);
    expect(readable(properties.DestinationConfig.OnFailure.Destination)).toBe(`{${queue}Queue.Arn}`);
  });
});
