import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
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

export interface OwnerAlarmsProps {
  /** Address of the newsletter's owner; AWS asks it once to confirm. */
  readonly owner: string;
}

/** Tells the newsletter's owner by mail when an alarm goes off. */
export class OwnerAlarms extends Construct {
  private readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, props: OwnerAlarmsProps) {
    super(scope, id);
    this.topic = new sns.Topic(this, 'Topic', { displayName: 'Briefwire alarms', enforceSSL: true });
    this.topic.addSubscription(new EmailSubscription(props.owner));
  }

  /** Goes off within about five minutes of the first message that stands in `queue`, and rests once it is empty. */
  whenNotEmpty(queue: sqs.Queue, text: AlarmText): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(queue, 'NotEmpty', {
      alarmDescription: `${text.impact} What to do: docs/runbook.md, "${text.runbook}".`,
      metric: queue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: cloudwatch.Stats.MAXIMUM,
      }),
      threshold: 0,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      // SQS stops reporting for a queue that nobody used for six hours.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
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
    const alarm = new cloudwatch.Alarm(this, `${id}Logged`, {
      alarmDescription: `${text.impact} What to do: docs/runbook.md, "${text.runbook}".`,
      metric: filter.metric({ period: Duration.minutes(5), statistic: cloudwatch.Stats.SUM }),
      threshold: 0,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }
}
