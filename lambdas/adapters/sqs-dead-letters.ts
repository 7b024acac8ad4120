import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { Clock } from '../core/ports.ts';

export interface SqsDeadLettersOptions {
  readonly client: SQSClient;
  /** The queue that gave up on them; its redrive policy names where they are. */
  readonly url: string;
  readonly clock: Clock;
}

/** How moving them back stands. `moved` is SQS's own count. */
export type SqsMove =
  | { readonly kind: 'done' | 'under-way'; readonly moved: number }
  /** `reason` as SQS says it. */
  | { readonly kind: 'failed'; readonly reason: string; readonly moved: number };

const LOOK_MS = 1_000;
/** Some thousand messages take seconds; more are moved by SQS alone. */
const LOOKS = 30;

/**
 * The dead letters of an SQS queue. SQS itself moves them back (StartMessageMoveTask): none is received and sent anew here,
 * so none is lost or doubled when this process ends amid it, and nobody's address leaves SQS.
 */
export function sqsDeadLetters({ client, url, clock }: SqsDeadLettersOptions) {
  /** Throws where the queue has no redrive policy. */
  async function arn(): Promise<string> {
    const attributes = await attributesOf(url, ['RedrivePolicy']);
    const policy = JSON.parse(attributes['RedrivePolicy'] ?? '{}') as { deadLetterTargetArn?: string };
    if (policy.deadLetterTargetArn) return policy.deadLetterTargetArn;
    throw new Error(`${url} has no queue for dead letters`);
  }

  async function attributesOf(queueUrl: string, names: ('RedrivePolicy' | 'ApproximateNumberOfMessages')[]) {
    const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: names });
    return ((await client.send(command)).Attributes ?? {}) as Record<string, string>;
  }

  async function taskOf(source: string) {
    const command = new ListMessageMoveTasksCommand({ SourceArn: source, MaxResults: 1 });
    return (await client.send(command)).Results?.[0];
  }

  return {
    /** About, as SQS counts within a minute. */
    async count(): Promise<number> {
      const [account, name] = (await arn()).split(':').slice(-2);
      const { QueueUrl } = await client.send(
        new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account }),
      );
      const attributes = await attributesOf(QueueUrl ?? '', ['ApproximateNumberOfMessages']);
      return Number(attributes['ApproximateNumberOfMessages'] ?? 0);
    },
    /** Starts the move, or joins the one under way, and waits up to half a minute for its end. */
    async redrive(): Promise<SqsMove> {
      const source = await arn();
      const before = await taskOf(source);
      if (before?.Status !== 'RUNNING') {
        await client.send(new StartMessageMoveTaskCommand({ SourceArn: source }));
      }
      let moved = 0;
      for (let look = 0; look < LOOKS; look += 1) {
        const task = await taskOf(source);
        moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
        if (task?.Status === 'COMPLETED') return { kind: 'done', moved };
        if (task?.Status === 'FAILED' || task?.Status === 'CANCELLED') {
          return { kind: 'failed', reason: task.FailureReason ?? task.Status, moved };
        }
        await clock.sleep(LOOK_MS);
      }
      return { kind: 'under-way', moved };
    },
  };
}
