import { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FailureQueue } from './failure-queue.ts';
import type { AlarmText, OwnerAlarms, StallText } from './owner-alarms.ts';

/** AWS asks for six times the consumer's timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const VISIBILITY_PER_TIMEOUT = 6;
/** Receives of one message before it is dead. Throttles and pauses are sent anew, so only crashes count up to it. */
const MAX_RECEIVES = 5;

export interface WorkQueueProps extends AlarmText {
  readonly alarms: OwnerAlarms;
  /** Timeout of the one function that works on this queue. */
  readonly consumerTimeout: Duration;
  /** How long a message may wait while all is well, and what the owner is told after that. */
  readonly stalls: StallText;
}

export interface ConsumerOptions {
  /** Messages in one run. */
  readonly batchSize: number;
  /** Runs at a time, 2 to 1000. Bounds this queue alone and, unlike reserved concurrency, takes nothing from others. */
  readonly maxConcurrency: number;
  /** How long a run is put off until its batch is full, up to 5 minutes; needed above 10 messages. Default: not at all. */
  readonly window?: Duration;
}

/** A queue between two steps of the walk, with its dead-letter queue. */
export class WorkQueue extends Construct {
  readonly queue: sqs.Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const dead = new FailureQueue(this, 'Dead', props);
    this.queue = new sqs.Queue(this, 'Queue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // A million mails at 14 a second take 20 hours, a paused issue longer; 14 days is the most that SQS keeps.
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(props.consumerTimeout.toSeconds() * VISIBILITY_PER_TIMEOUT),
      deadLetterQueue: { queue: dead.queue, maxReceiveCount: MAX_RECEIVES },
    });
    props.alarms.whenStanding(this.queue, props.stalls);
  }

  /** Lets `grantee` put messages here. */
  grantSend(grantee: iam.IGrantable): void {
    this.queue.grant(grantee, 'sqs:SendMessage');
  }

  /** Lets `grantee` count the messages. */
  grantDepth(grantee: iam.IGrantable): void {
    this.queue.grant(grantee, 'sqs:GetQueueAttributes');
  }

  /** Runs `fn` on the messages; those it names as failed come back, the others are done. */
  consumedBy(fn: lambda.Function, options: ConsumerOptions): void {
    this.queue.grant(fn, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
    new lambda.EventSourceMapping(this, 'Consumer', {
      target: fn,
      eventSourceArn: this.queue.queueArn,
      batchSize: options.batchSize,
      maxConcurrency: options.maxConcurrency,
      ...(options.window && { maxBatchingWindow: options.window }),
      reportBatchItemFailures: true,
    });
  }
}
