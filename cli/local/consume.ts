import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Clock, Report } from '../../lambdas/core/ports.ts';
import type { LocalQueue, Received } from './queue.ts';
import { reportToStderr } from './report.ts';
import { toSqsEvent } from './sqs-event.ts';

/** A Lambda handler of an SQS event source; it may answer with the messages that failed. */
// biome-ignore lint/suspicious/noConfusingVoidType: a Lambda handler may return nothing at all
export type SqsHandler = (event: SQSEvent) => Promise<SQSBatchResponse | void>;

export interface ConsumeOptions {
  /** Messages per call, 1 … 10; default 10. */
  readonly batchSize?: number;
  /** Calls under way at once; default 1. */
  readonly concurrency?: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Longest pause between two looks at an empty queue; default 1,000 ms. A send in this process ends it. */
  readonly idleMs?: number;
  /** Gets `batch-failed` (with the error) and `messages-failed` (how many); default: a line of JSON on stderr. */
  readonly report?: Report;
}

/**
 * Works a queue as Lambda's event source mapping does ("Using Lambda with Amazon SQS"): what the handler took is deleted;
 * what it named in `batchItemFailures`, or everything when it threw, comes back when its visibility time-out ends, and
 * becomes a dead letter after `maxReceives`. Resolves when the signal aborts and the calls under way are done; throws when
 * the queue's file cannot be read or written.
 */
export async function consume<Message>(
  queue: LocalQueue<Message>,
  handler: SqsHandler,
  options: ConsumeOptions,
): Promise<void> {
  const { batchSize = 10, concurrency = 1, report = reportToStderr } = options;
  const broken = new AbortController();
  const signal = AbortSignal.any([options.signal, broken.signal]);
  const lane = async () => {
    try {
      while (!signal.aborted) {
        const batch = queue.receive(batchSize);
        if (batch.length === 0) await idle(queue, { ...options, signal });
        else await hand(queue, batch, handler, report);
      }
    } catch (error) {
      broken.abort(error);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  if (broken.signal.aborted)
    throw new Error(`queue ${queue.name} cannot be worked`, { cause: broken.signal.reason });
}

/**
 * Hands over what is visible now, batch by batch; resolves when nothing is, or when `goOn` says no. What failed comes back
 * in its time.
 */
export async function workOff<Message>(
  queue: LocalQueue<Message>,
  handler: SqsHandler,
  { goOn = () => true, report = reportToStderr }: { goOn?: () => boolean; report?: Report } = {},
): Promise<void> {
  while (goOn()) {
    const batch = queue.receive();
    if (batch.length === 0) return;
    await hand(queue, batch, handler, report);
  }
}

async function hand<Message>(
  queue: LocalQueue<Message>,
  batch: readonly Received<Message>[],
  handler: SqsHandler,
  report: Report,
): Promise<void> {
  const failed = await call(queue, batch, handler, report);
  for (const { messageId, receipt } of batch) if (!failed.has(messageId)) queue.ack(receipt);
}

async function call<Message>(
  queue: LocalQueue<Message>,
  batch: readonly Received<Message>[],
  handler: SqsHandler,
  report: Report,
): Promise<ReadonlySet<string>> {
  const everything = new Set(batch.map(({ messageId }) => messageId));
  try {
    const answer = await handler(toSqsEvent(batch, queue.name));
    const failed = new Set(answer?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
    if (failed.size > 0) report({ code: 'messages-failed', queue: queue.name, failed: failed.size });
    // Lambda takes an identifier that it did not hand out for a failure of the whole batch.
    return [...failed].every((id) => everything.has(id)) ? failed : everything;
  } catch (error) {
    report({ code: 'batch-failed', queue: queue.name, messages: batch.length, error });
    return everything;
  }
}

async function idle<Message>(queue: LocalQueue<Message>, options: ConsumeOptions): Promise<void> {
  const { clock, signal, idleMs = 1_000 } = options;
  const next = queue.nextAt();
  const ms = next ? Math.min(idleMs, Math.max(1, next.getTime() - clock.now().getTime())) : idleMs;
  const awake = new AbortController();
  const stopListening = queue.onSend(() => awake.abort());
  try {
    await clock.sleep(ms, AbortSignal.any([signal, awake.signal]));
  } finally {
    stopListening();
  }
}
