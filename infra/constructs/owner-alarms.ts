import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** What the owner is told when something needs a person. */
export interface AlarmText {
  /** What readers or the owner notice, as one sentence. */
  readonly impact: string;
  /** Heading of docs/runbook.md that says what to do. */
  readonly runbook: string;
}

/** What the owner is told when the oldest message of a queue is older than that. */
export interface StallText extends AlarmText {
  readonly after: Duration;
}

export interface OwnerAlarmsProps {
  /** Address of the newsletter's owner; AWS asks it once to confirm. */
  readonly owner: string;
}

/** When an alarm goes off; it rests again as soon as that is over. */
export interface AlarmRule {
  readonly metric: cloudwatch.IMetric;
  /** The largest value that is still fine. */
  readonly above: number;
  /** Periods of the metric in a row; default 1. */
  readonly periods?: number;
}

/** Tells the newsletter's owner by mail when an alarm goes off. */
export class OwnerAlarms extends Construct {
  /** All of them, for the dashboard. */
  readonly all: cloudwatch.Alarm[] = [];
  private readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, props: OwnerAlarmsProps) {
    super(scope, id);
    this.topic = new sns.Topic(this, 'Topic', { displayName: 'Briefwire alarms', enforceSSL: true });
    this.topic.addSubscription(new EmailSubscription(props.owner));
    // A topic with a policy of its own is closed to CloudWatch until that policy lets it in (CloudWatch User Guide,
    // "Notifying users on alarm changes").
    const { account } = Stack.of(this);
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
  }

  /** Goes off while a rule is broken. `scope` and `id` place it in the tree; times without data are fine. */
  when(scope: Construct, id: string, rule: AlarmRule, text: AlarmText): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(scope, id, {
      alarmDescription: `${text.impact} What to do: docs/runbook.md, "${text.runbook}".`,
      metric: rule.metric,
      threshold: rule.above,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: rule.periods ?? 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    this.all.push(alarm);
    return alarm;
  }

  /** Goes off within about five minutes of the first message that stands in `queue`, and rests once it is empty. */
  whenNotEmpty(queue: sqs.Queue, text: AlarmText): cloudwatch.Alarm {
    // SQS stops reporting for a queue that nobody used for six hours.
    const metric = queue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: cloudwatch.Stats.MAXIMUM,
    });
    return this.when(queue, 'NotEmpty', { metric, above: 0 }, text);
  }

  /** Goes off when the oldest message of `queue` has waited for longer than `after`. */
  whenStanding(queue: sqs.Queue, { after, ...text }: StallText): cloudwatch.Alarm {
    const metric = queue.metricApproximateAgeOfOldestMessage({
      period: Duration.minutes(5),
      statistic: cloudwatch.Stats.MAXIMUM,
    });
    return this.when(queue, 'Standing', { metric, above: after.toSeconds() }, text);
  }

  /** Goes off when a line with that `code` is logged. A code that nobody logs costs nothing. */
  whenLogged(logGroup: logs.ILogGroup, code: string, text: AlarmText): cloudwatch.Alarm {
    const id = code.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
    const filter = new logs.MetricFilter(this, `${id}Lines`, {
      logGroup,
      filterPattern: logs.FilterPattern.stringValue('$.code', '=', code),
      metricNamespace: `Briefwire/${Stack.of(this).stackName}`,
      metricName: code,
    });
    const metric = filter.metric({ period: Duration.minutes(5), statistic: cloudwatch.Stats.SUM });
    return this.when(this, `${id}Logged`, { metric, above: 0 }, text);
  }
}
