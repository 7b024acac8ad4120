import { flushCompileCache } from 'node:module';
import { workQueues } from '../cli/local/workers.ts';
import { guardedMailer } from '../lambdas/adapters/guarded-mailer.ts';
import { sesClient } from '../lambdas/adapters/ses-client.ts';
import { sesMailer } from '../lambdas/adapters/ses-mailer.ts';
import type { OnUncertain } from '../lambdas/core/delivery/standing.ts';
import type { Queue } from '../lambdas/core/ports.ts';
import { type Broken, brokenLedger } from './broken.ts';
import { type Dice, diceOf } from './dice.ts';
import { newsletterOf, openShared } from './system.ts';
import { ANSWER_MS, GRACE_MS, LEASE } from './timing.ts';

/** What a worker is told when it is started, as JSON. */
export interface WorkerOrders {
  readonly state: string;
  readonly policy: OnUncertain;
  readonly recipients: number;
  readonly broken?: Broken | undefined;
  readonly seed: number;
}

/** Share of the sends to the queue that are made twice: SQS delivers at least once. */
const TWICE = 0.1;
/** The same in a run that has to fail: some hundred readers are a few chunks only. */
const TWICE_BROKEN = 0.5;

/** A queue that hands some messages over twice. */
function sometimesTwice<Sends extends Queue<never>>(queue: Sends, dice: Dice, share: number): Sends {
  const send: Queue<never>['send'] = async (messages, options) => {
    await queue.send(messages, options);
    if (dice.hits(share)) await queue.send(messages, options);
  };
  return { ...queue, send };
}

/**
 * A process that works the queues with the product's own workers until it is killed. Prints a line when it begins; what
 * goes wrong inside is a line of JSON on stderr.
 */
const orders = JSON.parse(process.argv[2] ?? '') as WorkerOrders;
const { state, policy, broken, recipients, seed } = orders;
const dice = diceOf(seed);
const opened = await openShared(state, policy, recipients);
const ledger = broken ? brokenLedger(opened.ledger, broken) : opened.ledger;
const stores = {
  ...opened,
  ledger,
  deliveryQueue: sometimesTwice(opened.deliveryQueue, dice, broken ? TWICE_BROKEN : TWICE),
};
const client = sesClient({
  requestTimeoutMs: ANSWER_MS,
  config: {
    customUserAgent: `chaos/${process.pid}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  },
});
const mailer = sesMailer({
  client,
  clock: stores.clock,
  configurationSet: 'chaos',
  requestTimeoutMs: ANSWER_MS,
  leaseMs: LEASE.ms,
});
const QUIET = new Set([
  'chunk-delivered',
  'chunk-dropped',
  'shard-planned',
  'plan-dropped',
  'feedback-recorded',
]);

// Node writes its cache of compiled code when a process ends, which none of these ever does by itself; by then it has worked a while.
setTimeout(flushCompileCache, 2_500).unref();
process.stdout.write(`${JSON.stringify({ pid: process.pid })}\n`);
await workQueues(
  {
    stores,
    newsletter: newsletterOf(policy),
    mailer: stores.identity ? guardedMailer(mailer, { identity: stores.identity }) : mailer,
    siteUrl: 'https://news.example.com',
    graceMs: GRACE_MS,
    lease: LEASE,
    shared: true,
    report: (event) => {
      if (QUIET.has(event.code)) return;
      const error = event['error'] instanceof Error ? event['error'].stack : event['error'];
      process.stderr.write(
        `${JSON.stringify({ pid: process.pid, ...event, ...(error !== undefined && { error }) })}\n`,
      );
    },
  },
  new AbortController().signal,
);
