import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Queues } from '../use-cases/queues.ts';
import type { MailCounts } from './mail-counts.ts';
import type { OwnerAlarms } from './owner-alarms.ts';
import type { PagesApi } from './pages-api.ts';
import { reputation } from './reputation.ts';

export interface OwnerDashboardProps {
  /** The newsletter's name. */
  readonly title: string;
  readonly counts: MailCounts;
  readonly queues: Queues;
  readonly alarms: OwnerAlarms;
  readonly pages: PagesApi;
}

const GREEN = '#2ca02c';
const BLUE = '#1f77b4';
const ORANGE = '#ff7f0e';
const RED = '#d62728';
/** Columns of a dashboard. */
const WHOLE = 24;

/**
 * What the owner looks at after an issue, from the top: is anything wrong, what became of the mails, is anything stuck,
 * what does it cost. Named like the stack.
 */
export class OwnerDashboard extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: OwnerDashboardProps) {
    super(scope, id);
    const { counts, queues, alarms, pages } = props;
    const hour = Duration.hours(1);
    this.name = Stack.of(this).stackName;
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: this.name,
      defaultInterval: Duration.days(7),
    });
    const mails = [
      counts.metric('accepted', 'sent', BLUE),
      counts.metric('delivered', 'delivered', GREEN),
      counts.metric('bounced', 'bounced', ORANGE),
      counts.metric('complained', 'complained', RED),
      counts.metric('uncertain', 'uncertain', '#9467bd'),
    ];
    dashboard.addWidgets(
      new cloudwatch.TextWidget({
        width: WHOLE,
        height: 2,
        markdown: `# ${props.title}\nReaders' pages: ${pages.url} | what to do about a red alarm: docs/runbook.md`,
      }),
    );
    dashboard.addWidgets(
      new cloudwatch.AlarmStatusWidget({ title: 'Alarms', width: WHOLE, height: 4, alarms: alarms.all }),
    );
    dashboard.addWidgets(
      new cloudwatch.SingleValueWidget({
        title: 'Mails in the time shown',
        width: WHOLE,
        height: 4,
        setPeriodToTimeRange: true,
        metrics: mails,
      }),
    );
    dashboard.addWidgets(
      new cloudwatch.GraphWidget({
        title: 'Mails an hour',
        width: 12,
        left: mails.map((each) => each.with({ period: hour })),
      }),
      new cloudwatch.GraphWidget({
        title: 'Bounces and complaints of the account: SES looks into it at 5 % and 0.1 %',
        width: 12,
        left: [reputation('BounceRate').with({ label: 'bounces', color: ORANGE })],
        right: [reputation('ComplaintRate').with({ label: 'complaints', color: RED })],
      }),
    );
    const age = (name: string, queue: keyof Pick<Queues, 'plan' | 'delivery' | 'feedback'>) =>
      queues[queue].queue.metricApproximateAgeOfOldestMessage({ label: name });
    dashboard.addWidgets(
      new cloudwatch.GraphWidget({
        title: 'Age of the oldest message, seconds',
        width: 8,
        left: [age('plan', 'plan'), age('delivery', 'delivery'), age('feedback', 'feedback')],
      }),
      new cloudwatch.GraphWidget({
        title: 'Pages: requests, and what went wrong',
        width: 8,
        left: [pages.metric('Count').with({ label: 'requests', color: BLUE })],
        right: [
          pages.metric('4xx').with({ label: 'refused (4xx)', color: ORANGE }),
          pages.metric('5xx').with({ label: 'failed (5xx)', color: RED }),
        ],
      }),
      new cloudwatch.GraphWidget({
        title: 'Cost of the whole account this month, USD (needs billing alerts switched on)',
        width: 8,
        left: [estimatedCharges()],
      }),
    );
  }
}

/** Billing reports in us-east-1 alone, whatever region the newsletter is in. */
function estimatedCharges(): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/Billing',
    metricName: 'EstimatedCharges',
    dimensionsMap: { Currency: 'USD' },
    region: 'us-east-1',
    period: Duration.hours(6),
    statistic: cloudwatch.Stats.MAXIMUM,
    label: 'so far',
  });
}
