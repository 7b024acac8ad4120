import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** What happened to mails, as the functions' JSON lines count it. */
export type MailCount = 'accepted' | 'failed' | 'uncertain' | 'delivered' | 'bounced' | 'complained';

export interface MailCountsProps {
  /** Its lines `chunk-delivered` count what SES answered. */
  readonly deliverLogs: logs.ILogGroup;
  /** Its lines `feedback-recorded` count what SES reported afterwards, each fact once. */
  readonly feedbackLogs: logs.ILogGroup;
}

/**
 * Metrics of this newsletter's mails. From our own lines, since those of SES are about the whole account, and count an
 * event that comes twice twice.
 */
export class MailCounts extends Construct {
  private readonly namespace = `Briefwire/${Stack.of(this).stackName}`;

  constructor(scope: Construct, id: string, props: MailCountsProps) {
    super(scope, id);
    for (const name of ['accepted', 'failed', 'uncertain'] as const) {
      this.count(name, props.deliverLogs, 'chunk-delivered');
    }
    for (const name of ['delivered', 'bounced', 'complained'] as const) {
      this.count(name, props.feedbackLogs, 'feedback-recorded');
    }
  }

  /** Mails in a period; nothing in one without any. */
  metric(name: MailCount, label: string, color?: string): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: this.namespace,
      metricName: name,
      statistic: cloudwatch.Stats.SUM,
      label,
      ...(color && { color }),
    });
  }

  private count(name: MailCount, logGroup: logs.ILogGroup, code: string): void {
    new logs.MetricFilter(this, name, {
      logGroup,
      filterPattern: logs.FilterPattern.all(
        logs.FilterPattern.stringValue('$.code', '=', code),
        // A quiet hour is no data, which costs nothing.
        logs.FilterPattern.numberValue(`$.${name}`, '>', 0),
      ),
      metricNamespace: this.namespace,
      metricName: name,
      metricValue: `$.${name}`,
    });
  }
}
