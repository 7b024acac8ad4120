import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FailureQueue } from '../constructs/failure-queue.ts';
import type { OwnerAlarms } from '../constructs/owner-alarms.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import { SIZES } from '../functions.ts';

/** The queues between the steps of the walk, and those where failures end. */
export interface Queues {
  readonly plan: WorkQueue;
  readonly delivery: WorkQueue;
  readonly feedback: WorkQueue;
  readonly undeliveredFeedback: FailureQueue;
  readonly missedSlots: FailureQueue;
  readonly missedPolls: FailureQueue;
  readonly missedTicks: FailureQueue;
}

/** Makes them in `scope`; each tells the owner what readers notice when a message stands where none should. */
export function queuesOf(scope: Construct, alarms: OwnerAlarms): Queues {
  return {
    plan: new WorkQueue(scope, 'PlanQueue', {
      alarms,
      consumerTimeout: SIZES['plan-audience'].timeout,
      impact: 'Part of an issue was never planned: its readers get no mail until this is put right.',
      runbook: 'Plan queue: messages in the dead-letter queue',
      stalls: {
        after: Duration.minutes(30),
        impact: 'Nobody plans: issues that are due do not go out.',
        runbook: 'A queue stands still',
      },
    }),
    delivery: new WorkQueue(scope, 'DeliveryQueue', {
      alarms,
      consumerTimeout: SIZES['deliver-mail'].timeout,
      impact:
        'A chunk of up to 50 readers crashed the sender again and again: some of them wait for their mail.',
      runbook: 'Delivery queue: messages in the dead-letter queue',
      stalls: {
        // A million mails at 14 a second take 20 hours.
        after: Duration.hours(24),
        impact: 'Mails of an issue have waited for a day: nobody sends, or SES grants too little a day.',
        runbook: 'A queue stands still',
      },
    }),
    feedback: new WorkQueue(scope, 'FeedbackQueue', {
      alarms,
      consumerTimeout: SIZES['record-feedback'].timeout,
      impact: 'Reports of SES are not recorded: who bounced or complained may be mailed again.',
      runbook: 'Feedback queue: messages in the dead-letter queue',
      stalls: {
        after: Duration.minutes(30),
        impact: 'Reports of SES wait: bounced readers may be mailed again, mails in doubt stay so.',
        runbook: 'A queue stands still',
      },
    }),
    undeliveredFeedback: new FailureQueue(scope, 'UndeliveredFeedback', {
      alarms,
      impact: 'SNS could not put reports of SES on the feedback queue: they are not recorded.',
      runbook: 'Feedback that SNS could not deliver',
    }),
    missedSlots: new FailureQueue(scope, 'MissedSlots', {
      alarms,
      impact: "An edition's slot ended in an error: its issue was not published.",
      runbook: 'A slot was missed',
    }),
    missedPolls: new FailureQueue(scope, 'MissedPolls', {
      alarms,
      impact: 'Feeds and pages were not polled: what they have new comes with the next poll, or is late.',
      runbook: 'A poll was missed',
    }),
    missedTicks: new FailureQueue(scope, 'MissedTicks', {
      alarms,
      impact: 'The check for missing mails did not run: retries and later waves of open issues are late.',
      runbook: 'A tick was missed',
    }),
  };
}
