import { type Broken, brokenLedger } from '../../../chaos/broken.ts';
import type { LocalQueue } from '../../../cli/local/queue.ts';
import { toSqsEvent } from '../../../cli/local/sqs-event.ts';
import { blobIssues } from '../../../lambdas/adapters/blob-issues.ts';
import { dynamoIssueRecords } from '../../../lambdas/adapters/dynamo-issues.ts';
import { dynamoLedger } from '../../../lambdas/adapters/dynamo-ledger.ts';
import { dynamoRateLease } from '../../../lambdas/adapters/dynamo-rate-lease.ts';
import { dynamoSubscribers } from '../../../lambdas/adapters/dynamo-subscribers.ts';
import { sesMailer } from '../../../lambdas/adapters/ses-mailer.ts';
import type { Newsletter } from '../../../lambdas/core/config.ts';
import type { PlanShard } from '../../../lambdas/core/delivery/delivery.ts';
import { shardOf } from '../../../lambdas/core/delivery/shard.ts';
import type { Queue } from '../../../lambdas/core/ports.ts';
import { linksUnder } from '../../../lambdas/core/subscribers/links.ts';
import { deliverMailHandler } from '../../../lambdas/functions/deliver-mail/handler.ts';
import { planAudienceHandler } from '../../../lambdas/functions/plan-audience/handler.ts';
import { recordFeedbackHandler } from '../../../lambdas/functions/record-feedback/handler.ts';
import { addressKey } from '../../support/stores.ts';
import { GRACE_MS, SITE, testTokens } from '../../support/system.ts';
import type { Life } from './life.ts';
import type { Outside } from './outside.ts';
import { blobsOf, queueOf, sesOf, tableOf } from './ports.ts';
import { READERS } from './published.ts';

/** What a process does: the product's handlers over the product's adapters, with nothing of its own kept outside. */
export interface ProcessOptions {
  readonly newsletter: Newsletter;
  readonly broken?: Broken | undefined;
  readonly trace: (line: string) => void;
}

const FIVE_MINUTES = 300_000;

/** The work of a sender, a planner or a recorder in this life; each takes one message, and says whether it found any. */
export function workOf(life: Life, outside: Outside, { newsletter, broken, trace }: ProcessOptions) {
  const { clock } = outside;
  const table = tableOf(life, outside);
  const whole = dynamoLedger(table);
  const ledger = broken ? brokenLedger(whole, broken) : whole;
  const deps = {
    clock,
    newsletter,
    ledger,
    subscribers: dynamoSubscribers(table, { addressKey, source: 'test' }),
    issues: blobIssues(dynamoIssueRecords(table), blobsOf(life, outside.blobs)),
    planQueue: ofInhabitedShards(queueOf(life, outside.planQueue)),
    deliveryQueue: queueOf(life, outside.deliveryQueue),
    graceMs: GRACE_MS,
    report: ({ code, error }: { readonly code: string; readonly error?: unknown }) => {
      if (error !== undefined) trace(`${life.name}: ${code}: ${String(error)}`);
    },
  };
  const plan = planAudienceHandler(deps);
  const deliver = deliverMailHandler({
    ...deps,
    mailer: sesMailer({ client: sesOf(life, outside), clock, configurationSet: 'news' }),
    rateLease: dynamoRateLease(table),
    links: linksUnder(SITE, testTokens),
    draftUrl: () => SITE,
    random: () => 0.5,
  });
  const record = recordFeedbackHandler(deps);
  /** A run has five minutes, as in AWS; a schedule that holds it up for longer only learns that it is late. */
  const run = () => {
    const until = clock.now().getTime() + FIVE_MINUTES;
    return { getRemainingTimeInMillis: () => until - clock.now().getTime() };
  };
  return {
    deliver: () => handOver(life, outside.deliveryQueue, (event) => deliver(event, run())),
    plan: () => handOver(life, outside.planQueue, (event) => plan(event, run())),
    tick: () => life.begin(async () => void (await plan({ tick: true }, run()))),
    record: () => handOver(life, outside.feedbackQueue, record),
  };
}

/** A tick asks for all shards; the empty ones were planned when the issue was published, and nothing happens there. */
function ofInhabitedShards(queue: Queue<PlanShard>): Queue<PlanShard> {
  const inhabited = new Set(READERS.map(shardOf));
  return {
    ...queue,
    send: (messages, options) =>
      queue.send(
        messages.filter(({ shard }) => inhabited.has(shard)),
        options,
      ),
  };
}

type Handler = (event: ReturnType<typeof toSqsEvent>) => Promise<{
  batchItemFailures: readonly unknown[];
}>;

/** Begins a run with one message, as the event source of a function does; `false`: there is none. */
async function handOver<Message>(life: Life, queue: LocalQueue<Message>, handle: Handler): Promise<boolean> {
  const batch = queue.receive(1);
  const [message] = batch;
  if (!message) return false;
  await life.begin(async () => {
    const { batchItemFailures } = await handle(toSqsEvent(batch, queue.name));
    if (batchItemFailures.length === 0) queue.ack(message.receipt);
  });
  return true;
}
