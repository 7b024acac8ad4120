import { type Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface ScheduledCallProps {
  /** One sentence for the Scheduler console. */
  readonly description: string;
  readonly when: scheduler.ScheduleExpression;
  readonly group: scheduler.IScheduleGroup;
  readonly target: lambda.IFunction;
  /** What the function gets as its event. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Takes a call that Lambda would not accept: throttled for too long, function gone, access denied. */
  readonly failures: sqs.IQueue;
  /** Tries after the first, and for how long. */
  readonly retry: { readonly attempts: number; readonly maxAge: Duration };
}

/**
 * Calls a function at its times. Its role may do exactly that, for this group of schedules only
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html); the library's
 * own LambdaInvoke target would also allow every version of the function.
 */
export class ScheduledCall extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledCallProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': props.group.scheduleGroupArn,
          },
        },
      }),
    });
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [props.target.functionArn] }),
    );
    props.failures.grant(role, 'sqs:SendMessage');

    const target: scheduler.ScheduleTargetConfig = {
      arn: props.target.functionArn,
      role,
      input: scheduler.ScheduleTargetInput.fromObject(props.input),
      deadLetterConfig: { arn: props.failures.queueArn },
      retryPolicy: {
        maximumRetryAttempts: props.retry.attempts,
        maximumEventAgeInSeconds: props.retry.maxAge.toSeconds(),
      },
    };
    const schedule = new scheduler.Schedule(this, 'Schedule', {
      description: props.description,
      schedule: props.when,
      scheduleGroup: props.group,
      timeWindow: scheduler.TimeWindow.off(),
      target: { bind: () => target },
    });
    // Scheduler checks at creation that it may assume the role; the policies have to be there too.
    schedule.node.addDependency(role);
  }
}
