import { Duration, Validations } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AlarmText, OwnerAlarms } from './owner-alarms.ts';

export interface FailureQueueProps extends AlarmText {
  readonly alarms: OwnerAlarms;
}

/** The end of the line for work that failed for good: kept as long as SQS can, and never in silence. */
export class FailureQueue extends Construct {
  readonly queue: sqs.Queue;

  constructor(scope: Construct, id: string, props: FailureQueueProps) {
    super(scope, id);
    this.queue = new sqs.Queue(this, 'Queue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    props.alarms.whenNotEmpty(this.queue, props);
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This queue is where failures end; its alarm tells the owner.',
    });
  }
}
