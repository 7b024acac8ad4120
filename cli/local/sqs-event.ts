import { createHash } from 'node:crypto';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { Received } from './queue.ts';

/** The event that Lambda hands to the function of an SQS event source, attributes as strings. */
export function toSqsEvent<Message>(batch: readonly Received<Message>[], queueName: string): SQSEvent {
  return { Records: batch.map((each) => toRecord(each, queueName)) };
}

function toRecord<Message>(each: Received<Message>, queueName: string): SQSRecord {
  return {
    messageId: each.messageId,
    receiptHandle: each.receipt,
    body: each.body,
    attributes: {
      ApproximateReceiveCount: String(each.receives),
      SentTimestamp: String(each.sentAt),
      SenderId: 'laptop',
      ApproximateFirstReceiveTimestamp: String(each.firstReceivedAt),
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(each.body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:local:000000000000:${queueName}`,
    awsRegion: 'local',
  };
}
