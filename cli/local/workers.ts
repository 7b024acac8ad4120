import type { Newsletter } from '../../lambdas/core/config.ts';
import type { LeaseRules } from '../../lambdas/core/delivery/send-one.ts';
import { draftUrlUnder } from '../../lambdas/core/gate/draft-link.ts';
import type { Mailer, Report } from '../../lambdas/core/ports.ts';
import { linksUnder } from '../../lambdas/core/subscribers/links.ts';
import type { DeliverHandlerDeps } from '../../lambdas/functions/deliver-mail/handler.ts';
import { deliverMailHandler } from '../../lambdas/functions/deliver-mail/handler.ts';
import { planAudienceHandler } from '../../lambdas/functions/plan-audience/handler.ts';
import type { Activity } from './activity.ts';
import { consume } from './consume.ts';
import { openFeedbackLoop } from './feedback-loop.ts';
import { recoverClaims } from './recover.ts';
import { RUN_SECONDS, type Stores } from './stores.ts';

/** On a laptop somebody is watching. */
const TICK_MS = 3_000;
/** As the schedule of the stack has it. */
const AWS_TICK_MS = 900_000;

/** Chunks at a time, as many as the event source hands out in AWS: while one ends and the next begins, the other sends. */
const SENDERS = 2;

/** How long an ending command still records what SES has told of its mails; the rest waits for the next one. */
const LAST_WORDS_MS = 5_000;

/** What the handlers need beside the stores. */
export interface WorkerOptions {
  readonly stores: Stores;
  readonly newsletter: Newsletter;
  readonly mailer: Mailer;
  /** Where the pages are that the mails link to. */
  readonly siteUrl: string;
  readonly graceMs: number;
  readonly report: Report;
  /**
   * Other processes work the same queues, as functions do in AWS: nobody knows then whether a claim's process is gone, and
   * leases and visibility decide. Default: this one has them alone, by the lock of the state directory.
   */
  readonly shared?: boolean;
  readonly lease?: LeaseRules;
  /** Sees every piece of work, and ticks as often as AWS does: time may jump while nothing is under way. */
  readonly activity?: Activity;
}

/** Runs a piece of work, under the eyes of whoever moves the clock. */
export function tracking({ activity }: Pick<WorkerOptions, 'activity'>): Activity['track'] {
  return activity ? activity.track : (work) => work();
}

/**
 * Works the queues through the handlers that Lambda runs, and ticks while the delivery queue is at rest. Its caller
 * holds the lock of the state directory, unless they are `shared`. Resolves when the signal aborts and the calls under way
 * are settled; what they had not begun goes back to the queue.
 */
export async function workQueues(options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const { stores, newsletter, report, graceMs } = options;
  const { clock, planQueue, deliveryQueue } = stores;
  const track = tracking(options);
  const feedback = openFeedbackLoop(stores, report, track);
  const hearing = options.shared ? {} : { heardSince: feedback.heardSince };
  const plan = planAudienceHandler({ ...stores, ...hearing, newsletter, graceMs, report });
  const deliver = deliverMailHandler(deliverDeps(options));
  const atWork = counting();
  try {
    if (!options.shared) {
      await track(async () => {
        // What a killed process held would stay hidden for minutes.
        for (const queue of [planQueue, deliveryQueue, stores.feedbackQueue]) queue.freeHeld();
        // What SES has told before comes first: it settles claims that would be in doubt.
        await feedback.catchUp(() => !signal.aborted);
        await recoverClaims({ ...stores, report });
      });
    }
    await Promise.all([
      consume(planQueue, (event) => atWork.on(() => track(() => plan(event, runOf(signal)))), {
        signal,
        clock,
        report,
        batchSize: 1,
        concurrency: 4,
      }),
      consume(deliveryQueue, (event) => atWork.on(() => track(() => deliver(event, runOf(signal)))), {
        signal,
        clock,
        report,
        batchSize: 1,
        concurrency: SENDERS,
      }),
      tick(
        () => track(() => plan({ tick: true }, runOf(signal))),
        () => atRest(options, atWork.now()),
        options,
        signal,
      ),
      feedback.run(signal),
    ]);
    const until = clock.now().getTime() + LAST_WORDS_MS;
    await feedback.catchUp(() => clock.now().getTime() < until);
  } finally {
    feedback.close();
  }
}

function deliverDeps({
  stores,
  newsletter,
  mailer,
  siteUrl,
  graceMs,
  lease,
  report,
}: WorkerOptions): DeliverHandlerDeps {
  return {
    ...stores,
    newsletter,
    mailer,
    links: linksUnder(siteUrl, stores.tokens),
    draftUrl: draftUrlUnder(siteUrl, stores.tokens),
    graceMs,
    ...(lease && { lease }),
    random: Math.random,
    report,
  };
}

/** A run of the sender that ends when the signal aborts: the rest of its chunk is sent anew and nothing waits for it. */
function runOf(signal: AbortSignal): { getRemainingTimeInMillis(): number } {
  const until = performance.now() + RUN_SECONDS * 1000;
  return { getRemainingTimeInMillis: () => (signal.aborted ? 0 : until - performance.now()) };
}

/** Pieces of work of this process that are under way. */
function counting() {
  let now = 0;
  return {
    now: () => now,
    async on<Result>(work: () => Promise<Result>): Promise<Result> {
      now += 1;
      try {
        return await work();
      } finally {
        now -= 1;
      }
    },
  };
}

/**
 * Whether nobody is planning or sending, so that whoever has no mail is on no queue: a plan made before would put them
 * there twice. What failed here is hidden for minutes and does not count. Of other processes only the queue tells; a chunk
 * that one of them held when it was killed is not waited for.
 */
function atRest({ stores, shared }: WorkerOptions, atWork: number): boolean {
  const plans = stores.planQueue.counts();
  const { visible } = stores.deliveryQueue.counts();
  return visible + plans.visible === 0 && (shared ? plans.inFlight : atWork) === 0;
}

/**
 * Plans what is missing, as soon as the chunks that a killed process left behind are worked off, and again whenever the
 * queues are at rest: so a restart after a kill goes on by itself, and neither those chunks nor a long send nor what was
 * put back for a while are planned twice. Where time jumps it ticks as AWS does, whatever is queued.
 */
async function tick(
  plan: () => Promise<unknown>,
  quiet: () => boolean,
  options: WorkerOptions,
  signal: AbortSignal,
) {
  const { stores, report, activity } = options;
  let planned = false;
  while (!signal.aborted) {
    if (activity || (quiet() && (!planned || stores.deliveryQueue.counts().delayed === 0))) {
      planned = true;
      await plan().catch((error: unknown) => report({ code: 'tick-failed', error: String(error) }));
    }
    await stores.clock.sleep(activity ? AWS_TICK_MS : TICK_MS, signal);
  }
}
