import { GetQueueAttributesCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clock, Queue } from '../core/ports.ts';
import { checkDelay } from './queue-rules.ts';

export interface SqsQueueOptions {
  readonly client: SQSClient;
  readonly url: string;
  readonly clock: Clock;
}

/** Messages in one request (API reference, SendMessageBatch). */
const MOST_MESSAGES = 10;
/**
 * Bytes of all bodies of one request. SQS takes 1 MiB since 2025; some partitions and most stand-ins of SQS still hold to
 * the 256 KiB of before, and ten of our messages have a fifth of that.
 */
const MOST_BYTES = 262_144;
const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;
const TRIES = 4;
const PAUSE_MS = 200;

/** Some messages are not in the queue; those before them may be, so a repetition may send them twice. */
export class QueueSendFailed extends Error {
  override name = 'QueueSendFailed';
}

/** A message on its way, with its place in the request's order. */
interface Entry {
  readonly body: string;
  readonly bytes: number;
}

/** Splits in order, so that each part keeps both limits. A body that is alone over the limit is for SQS to judge. */
function batchesOf(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const batches: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const last = batches.at(-1);
    if (last && last.length < MOST_MESSAGES && bytes + entry.bytes <= MOST_BYTES) {
      last.push(entry);
      bytes += entry.bytes;
    } else {
      batches.push([entry]);
      bytes = entry.bytes;
    }
  }
  return batches;
}

/** An SQS standard queue of JSON messages. */
export function sqsQueue<Message>({ client, url, clock }: SqsQueueOptions): Queue<Message> {
  async function sendBatch(batch: readonly Entry[], delaySeconds: number): Promise<void> {
    let left = batch;
    for (let tried = 1; left.length > 0; tried += 1) {
      const { Failed: failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: url,
          Entries: left.map(({ body }, at) => ({
            Id: String(at),
            MessageBody: body,
            DelaySeconds: delaySeconds,
          })),
        }),
      );
      const fault = failed.find(({ SenderFault }) => SenderFault) ?? failed[0];
      if (!fault) return;
      if (fault.SenderFault || tried === TRIES) {
        throw new QueueSendFailed(
          `${failed.length} of ${batch.length} messages were not taken by ${url}: ${fault.Code ?? 'no code'} ` +
            `(${fault.Message ?? 'no message'}) after ${tried} tries`,
        );
      }
      const places = new Set(failed.map(({ Id }) => Number(Id)));
      left = left.filter((_, at) => places.has(at));
      await clock.sleep(PAUSE_MS * 2 ** (tried - 1) * (1 + Math.random()));
    }
  }

  return {
    async send(messages, { delaySeconds = 0 } = {}) {
      checkDelay(delaySeconds);
      const entries = messages.map((message) => {
        const body = JSON.stringify(message);
        return { body, bytes: Buffer.byteLength(body) };
      });
      for (const batch of batchesOf(entries)) await sendBatch(batch, delaySeconds);
    },
    async depth() {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] }),
      );
      return COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    },
  };
}
