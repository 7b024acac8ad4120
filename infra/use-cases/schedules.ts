import { Duration, RemovalPolicy, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { CUT_OFF_MINUTES, schedulerCron, wantsLook } from '../../lambdas/core/config.ts';
import { ScheduledCall } from '../constructs/scheduled-call.ts';
import type { CollectBriefing } from './collect-briefing.ts';
import { type PlanAudience, TICK } from './plan-audience.ts';
import type { PublishIssue } from './publish-issue.ts';
import type { Shared } from './shared.ts';

/** Who is called by the clock. */
export interface Scheduled {
  readonly collect: CollectBriefing;
  readonly publish: PublishIssue;
  readonly plan: PlanAudience;
}

/** The clock of the newsletter: one schedule for each edition, in its own time zone, cut-offs, the poll and the tick. */
export function schedulesOf(
  scope: Construct,
  { newsletter, queues }: Shared,
  { collect, publish, plan }: Scheduled,
): void {
  const group = new ScheduleGroup(scope, 'Schedules', { removalPolicy: RemovalPolicy.DESTROY });
  for (const edition of newsletter.editions) {
    const zone = edition.timeZone ?? newsletter.timeZone;
    new ScheduledCall(scope, `Edition-${edition.id}`, {
      description: `Publishes the edition "${edition.id}": ${edition.cron}, ${zone}.`,
      when: ScheduleExpression.expression(schedulerCron(edition.cron), TimeZone.of(zone)),
      group,
      target: publish.fn,
      input: { edition: edition.id, scheduledTime: '<aws.scheduler.scheduled-time>' },
      failures: queues.missedSlots.queue,
      // An issue a few hours late is better than none; then the owner decides.
      retry: { attempts: 20, maxAge: Duration.hours(3) },
    });
  }
  if (newsletter.editions.some(wantsLook)) {
    const look = Duration.minutes(CUT_OFF_MINUTES);
    new ScheduledCall(scope, 'CutOffs', {
      description: 'Looks ahead of the slots: drafts for editors, reminders where nothing waits.',
      when: ScheduleExpression.rate(look),
      group,
      target: publish.fn,
      input: { cutOffs: true },
      failures: queues.missedSlots.queue,
      retry: { attempts: 1, maxAge: look },
    });
  }
  if (newsletter.sources.length > 0) {
    new ScheduledCall(scope, 'Poll', {
      description: `Polls ${newsletter.sources.length} sources every ${newsletter.collect.every}.`,
      when: ScheduleExpression.rate(collect.every),
      group,
      target: collect.fn,
      input: { poll: true },
      failures: queues.missedPolls.queue,
      retry: { attempts: 3, maxAge: collect.every },
    });
  }
  new ScheduledCall(scope, 'Tick', {
    description: 'Looks for what is missing of the open issues.',
    when: ScheduleExpression.rate(TICK),
    group,
    target: plan.fn,
    input: { tick: true },
    failures: queues.missedTicks.queue,
    retry: { attempts: 3, maxAge: TICK },
  });
}
