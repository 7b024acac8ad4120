import type { Report } from '../../lambdas/core/ports.ts';
import { recordFeedbackHandler } from '../../lambdas/functions/record-feedback/handler.ts';
import type { Activity } from './activity.ts';
import { consume, workOff } from './consume.ts';
import { queueFeedback } from './feedback-queue.ts';
import { type EventListener, handOver, hasUntaken, pumpEvents } from './ses/event-pump.ts';
import { openOutbox } from './ses/store.ts';
import type { Stores } from './stores.ts';

/** What SNS and the event source are in AWS. Its owner holds the lock of the state directory. */
export interface FeedbackLoop {
  /** Records everything that the local SES has emitted and that waits on the queue, as long as `goOn` says so. */
  catchUp(goOn: () => boolean): Promise<void>;
  /**
   * ISO 8601: the last instant at which an event may have waited to be recorded, which is now while one does. Silence about
   * a mail means something only after it.
   */
  heardSince(): string;
  /** Records what comes in until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** What of the laptop's stores it works on. */
export type FeedbackStores = Pick<Stores, 'clock' | 'feedbackQueue' | 'ledger' | 'subscribers' | 'issues'> & {
  readonly state: Pick<Stores['state'], 'outbox'>;
};

/** Opens the way from the local SES, and from `/dev/ses-events`, through the durable queue to the ledger. */
export function openFeedbackLoop(
  stores: FeedbackStores,
  report: Report,
  track: Activity['track'] = (work) => work(),
): FeedbackLoop {
  const { clock, feedbackQueue: queue } = stores;
  const record = recordFeedbackHandler({ ...stores, report });
  const handler: typeof record = (event) => track(() => record(event));
  const outbox = openOutbox(stores.state.outbox);
  const take: EventListener = (events) =>
    queueFeedback(
      queue,
      events.map(({ document }) => document),
    );
  let heardSince = clock.now().toISOString();
  const waiting = () => {
    const { visible, inFlight, delayed } = queue.counts();
    return visible + inFlight + delayed > 0 || hasUntaken(outbox);
  };
  return {
    heardSince() {
      if (waiting()) heardSince = clock.now().toISOString();
      return heardSince;
    },
    async catchUp(goOn) {
      await handOver(outbox, take, goOn);
      await workOff(queue, handler, { goOn, report });
    },
    async run(signal) {
      const pump = pumpEvents(outbox, take, clock, report);
      try {
        await consume(queue, handler, { signal, clock, report });
      } finally {
        await pump.stop();
      }
    },
    close: () => outbox.close(),
  };
}
