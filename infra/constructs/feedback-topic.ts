import * as ses from 'aws-cdk-lib/aws-ses';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { FailureQueue } from './failure-queue.ts';
import type { WorkQueue } from './work-queue.ts';

export interface FeedbackTopicProps {
  /** Every mail names it, so its events are those of all mails. */
  readonly configurationSet: ses.ConfigurationSet;
  /** Gets the events, each in an SNS message. */
  readonly queue: WorkQueue;
  /** Gets what SNS cannot put on the queue: it retries a queue that is away for 23 days, one that it may not use not at all. */
  readonly undelivered: FailureQueue;
}

/** The facts that record-feedback keeps; opens and clicks are not even tracked. */
const EVENTS = [
  ses.EmailSendingEvent.SEND,
  ses.EmailSendingEvent.DELIVERY,
  ses.EmailSendingEvent.DELIVERY_DELAY,
  ses.EmailSendingEvent.BOUNCE,
  ses.EmailSendingEvent.COMPLAINT,
  ses.EmailSendingEvent.REJECT,
];

/**
 * The way of SES's events to a queue. The topic keeps nothing and is not encrypted at rest: SES cannot publish through the
 * AWS-managed key (developer guide, "Set up an Amazon SNS event destination"), and the queue behind it is encrypted.
 */
export class FeedbackTopic extends Construct {
  constructor(scope: Construct, id: string, props: FeedbackTopicProps) {
    super(scope, id);
    const topic = new sns.Topic(this, 'Topic', { displayName: 'Briefwire feedback', enforceSSL: true });
    topic.addSubscription(
      new SqsSubscription(props.queue.queue, { deadLetterQueue: props.undelivered.queue }),
    );
    // The destination lets SES publish for this configuration set of this account, and nobody else.
    props.configurationSet.addEventDestination('Feedback', {
      destination: ses.EventDestination.snsTopic(topic),
      events: EVENTS,
    });
  }
}
