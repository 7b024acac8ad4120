import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { readable } from './support/permissions.ts';
import { resource, resources, synthesize } from './support/synth.ts';

describe('the schedules', () => {
  let app: Template;
  beforeAll(() => {
    app = synthesize().app;
  });
  const schedule = (prefix: string) => resource(app, 'AWS::Scheduler::Schedule', prefix).properties;

  it.each([
    ['Editiondaily', 'cron(0 7 ? * 2-6 *)', 'Europe/Berlin'],
    ['Editionweekly', 'cron(30 18 ? * 1 *)', 'America/New_York'],
  ])('%s fires at its own clock: %s in %s, to the minute', (prefix, expression, zone) => {
    expect(schedule(prefix)).toMatchObject({
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: zone,
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
    });
  });

  it('tells publish-issue which edition and which slot', () => {
    expect(JSON.parse(schedule('Editiondaily').Target.Input)).toEqual({
      edition: 'daily',
      scheduledTime: '<aws.scheduler.scheduled-time>',
    });
    expect(readable(schedule('Editiondaily').Target.Arn)).toBe('{PublishIssueFunction.Arn}');
  });

  it('has collect-briefing poll the sources as often as the config says, and not where there are none', () => {
    expect(schedule('Poll')).toMatchObject({ ScheduleExpression: 'rate(30 minutes)' });
    expect(readable(schedule('Poll').Target.Arn)).toBe('{CollectBriefingFunction.Arn}');
    const hourly = synthesize({ collect: { every: '1h' } }).app;
    expect(resource(hourly, 'AWS::Scheduler::Schedule', 'Poll').properties.ScheduleExpression).toBe(
      'rate(1 hour)',
    );
    expect(resources(synthesize({ sources: [] }).app, 'AWS::Scheduler::Schedule', 'Poll')).toEqual([]);
  });

  it('has publish-issue look at the cut-offs, with an alarm, where an edition wants it', () => {
    expect(resources(app, 'AWS::Scheduler::Schedule', 'CutOffs')).toEqual([]);
    const editions = [{ id: 'daily', title: 'Daily', cron: '0 7 * * *', withoutBriefing: 'fail' as const }];
    const strict = synthesize({ editions }).app;
    const { properties } = resource(strict, 'AWS::Scheduler::Schedule', 'CutOffs');
    expect(properties.ScheduleExpression).toBe('rate(15 minutes)');
    expect(JSON.parse(properties.Target.Input)).toEqual({ cutOffs: true });
    expect(readable(properties.Target.Arn)).toBe('{PublishIssueFunction.Arn}');
    const [filter] = resources(strict, 'AWS::Logs::MetricFilter', 'AlarmsBriefingMissing');
    expect(filter?.properties.FilterPattern).toBe('{ $.code = "briefing-missing" }');
  });

  it.each(['required', 'unless-stopped'] as const)(
    'has publish-issue look for drafts where one is %s',
    (approval) => {
      const gated = synthesize({
        editions: [{ id: 'daily', title: 'Daily', cron: '0 7 * * *', approval }],
      }).app;
      const { properties } = resource(gated, 'AWS::Scheduler::Schedule', 'CutOffs');
      expect(JSON.parse(properties.Target.Input)).toEqual({ cutOffs: true });
    },
  );

  it('has plan-audience look for what is missing every 15 minutes', () => {
    expect(schedule('Tick')).toMatchObject({ ScheduleExpression: 'rate(15 minutes)' });
    expect(JSON.parse(schedule('Tick').Target.Input)).toEqual({ tick: true });
    expect(readable(schedule('Tick').Target.Arn)).toBe('{PlanAudienceFunction.Arn}');
  });

  it.each([
    ['Editiondaily', 'MissedSlots', 20, 10_800],
    ['Editionweekly', 'MissedSlots', 20, 10_800],
    ['Poll', 'MissedPolls', 3, 1800],
    ['Tick', 'MissedTicks', 3, 900],
  ])('%s leaves a call that Lambda never took in %s', (prefix, queue, attempts, maxAge) => {
    const { Target: target } = schedule(prefix);
    expect(readable(target.DeadLetterConfig.Arn)).toBe(`{${queue}Queue.Arn}`);
    expect(target.RetryPolicy).toEqual({ MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: maxAge });
  });

  it('are started by roles that only Scheduler, for this group of schedules, may take', () => {
    const roles = resources(app, 'AWS::IAM::Role').filter(({ properties }) =>
      JSON.stringify(properties.AssumeRolePolicyDocument).includes('scheduler.amazonaws.com'),
    );
    expect(roles).toHaveLength(4);
    for (const { properties } of roles) {
      const [statement] = properties.AssumeRolePolicyDocument.Statement;
      expect(statement.Principal).toEqual({ Service: 'scheduler.amazonaws.com' });
      expect(readable(statement.Condition.StringEquals['aws:SourceArn'])).toBe('{Schedules.Arn}');
      expect(statement.Condition.StringEquals['aws:SourceAccount']).toEqual({ Ref: 'AWS::AccountId' });
    }
  });
});
