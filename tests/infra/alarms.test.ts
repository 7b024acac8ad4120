import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { readable } from './support/permissions.ts';
import { resource, resources, synthesize } from './support/synth.ts';

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

/** The text under a heading of the runbook, up to the next one. */
function section(heading: string): string | undefined {
  const [, ...parts] = runbook.split(/^## /m);
  return parts.find((part) => part.startsWith(`${heading}\n`))?.slice(heading.length);
}

describe('the alarms', () => {
  let app: Template;
  beforeAll(() => {
    app = synthesize().app;
  });

  it('are these, one for each thing that needs a person', () => {
    const names = resources(app, 'AWS::CloudWatch::Alarm').map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''));
    expect(names.sort()).toEqual([
      'AlarmsAccountUnbalancedLogged',
      'AlarmsSystemMailFailedLogged',
      'DeliveryQueueDeadQueueNotEmpty',
      'DeliveryQueueStanding',
      'FeedbackQueueDeadQueueNotEmpty',
      'FeedbackQueueStanding',
      'MissedPollsQueueNotEmpty',
      'MissedSlotsQueueNotEmpty',
      'MissedTicksQueueNotEmpty',
      'PagesFailing',
      'PlanQueueDeadQueueNotEmpty',
      'PlanQueueStanding',
      'SenderBounces',
      'SenderComplaints',
      'UndeliveredFeedbackQueueNotEmpty',
    ]);
  });

  it('say what readers or the owner notice, and name a section of the runbook with the first steps', () => {
    for (const { id, properties } of resources(app, 'AWS::CloudWatch::Alarm')) {
      const [, impact, heading = ''] =
        /^(.+\.) What to do: docs\/runbook\.md, "(.+)"\.$/.exec(properties.AlarmDescription) ?? [];
      expect(impact, id).toBeTruthy();
      const text = section(heading);
      expect(text, `${id}: "${heading}" in docs/runbook.md`).toMatch(/\*\*Impact\*\*/);
      expect(text?.length, `${id}: what to do`).toBeGreaterThan(200);
    }
  });

  it('rest while there is nothing to measure, and reach the owner by mail', () => {
    const topic = resource(app, 'AWS::SNS::Topic', 'Alarms').id;
    for (const { id, properties } of resources(app, 'AWS::CloudWatch::Alarm')) {
      expect(properties.TreatMissingData, id).toBe('notBreaching');
      expect(properties.AlarmActions, id).toEqual([{ Ref: topic }]);
    }
  });

  it('may be published to their topic, by CloudWatch for this account alone', () => {
    const { PolicyDocument: policy } = resource(app, 'AWS::SNS::TopicPolicy', 'Alarms').properties;
    const allowed = policy.Statement.filter((each: { Effect: string }) => each.Effect === 'Allow');
    expect(allowed).toHaveLength(1);
    expect(allowed[0]).toMatchObject({
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
    });
    expect(readable(allowed[0].Condition.StringEquals['aws:SourceAccount'])).toBe('{AWS::AccountId}');
  });

  it("come before SES's own limits of 5 % bounces and 0.1 % complaints", () => {
    const alarm = (name: string) => resource(app, 'AWS::CloudWatch::Alarm', name).properties;
    expect(alarm('SenderBounces')).toMatchObject({
      MetricName: 'Reputation.BounceRate',
      Namespace: 'AWS/SES',
    });
    expect(alarm('SenderBounces').Threshold).toBeLessThan(0.05);
    expect(alarm('SenderComplaints').Threshold).toBeLessThan(0.001);
  });
});

describe('the budget', () => {
  it('warns the owner before a month costs more than the config says', () => {
    const { properties } = resource(
      synthesize({ aws: { monthlyBudgetUsd: 25 } }).app,
      'AWS::Budgets::Budget',
    );
    expect(properties.Budget).toMatchObject({
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: 25, Unit: 'USD' },
    });
    for (const { Subscribers: subscribers } of properties.NotificationsWithSubscribers) {
      expect(subscribers).toEqual([{ SubscriptionType: 'EMAIL', Address: 'owner@example.org' }]);
    }
  });

  it('is not there without an amount, nor a second time for a further stage', () => {
    expect(resources(synthesize().app, 'AWS::Budgets::Budget')).toEqual([]);
    const staging = synthesize({ aws: { monthlyBudgetUsd: 25 } }, 'staging').app;
    expect(resources(staging, 'AWS::Budgets::Budget')).toEqual([]);
  });
});
