import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** Share of an account's mails, as SES itself counts it; free of charge. */
export function reputation(name: 'BounceRate' | 'ComplaintRate'): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/SES',
    metricName: `Reputation.${name}`,
    period: Duration.hours(1),
    statistic: cloudwatch.Stats.AVERAGE,
  });
}
