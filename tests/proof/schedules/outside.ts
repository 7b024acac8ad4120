import type { SESClient } from '@aws-sdk/client-ses';
import { type FeedbackMessage, queueFeedback } from '../../../cli/local/feedback-queue.ts';
import { type LocalQueue, openQueue } from '../../../cli/local/queue.ts';
import { type LocalSes, startSes } from '../../../cli/local/ses/endpoint.ts';
import type { Blobs } from '../../../lambdas/adapters/blobs.ts';
import type { DynamoTable } from '../../../lambdas/adapters/dynamo-client.ts';
import { memoryBlobs } from '../../../lambdas/adapters/memory/blobs.ts';
import { sesClient } from '../../../lambdas/adapters/ses-client.ts';
import type { DeliveryMessage, PlanShard } from '../../../lambdas/core/delivery/delivery.ts';
import type { OnUncertain } from '../../../lambdas/core/delivery/standing.ts';
import { localCredentials, type TestDynamo } from '../../support/dynamo.ts';
import { type Seen, seenBy } from './seen.ts';
import { type WakingClock, wakingClock } from './waking-clock.ts';

/** The one issue of a schedule. */
export const ISSUE = 'extra';

/** As long as a run of a function in AWS may take, and a minute. */
const VISIBILITY_SECONDS = 360;

/** Everything that outlives a process. */
export interface Outside {
  readonly clock: WakingClock;
  readonly table: DynamoTable;
  readonly blobs: Blobs;
  readonly ses: LocalSes;
  /** A client that the processes share, and never see. */
  readonly client: SESClient;
  readonly planQueue: LocalQueue<PlanShard>;
  readonly deliveryQueue: LocalQueue<DeliveryMessage>;
  readonly feedbackQueue: LocalQueue<FeedbackMessage>;
  readonly seen: Seen;
  /** Calls whose callers have given up and that have not arrived yet. */
  readonly later: (() => Promise<unknown>)[];
  /** Puts one of SES's events on the queue that nobody was told of yet; `false`: there is none. */
  tellOne(which: number, twice: boolean): Promise<boolean>;
  close(): Promise<void>;
}

/** A table, an SES and queues of their own for one schedule. */
export async function openOutside(dynamo: TestDynamo, policy: OnUncertain): Promise<Outside> {
  const clock = wakingClock();
  const ses = await startSes({ clock, maxPerSecond: 10_000, max24Hour: -1 });
  const client = sesClient({ config: { endpoint: ses.endpoint, ...localCredentials } });
  const queue = { visibilitySeconds: VISIBILITY_SECONDS, maxReceives: 1000, clock };
  const queues = {
    planQueue: openQueue<PlanShard>(':memory:', 'plan', queue),
    deliveryQueue: openQueue<DeliveryMessage>(':memory:', 'delivery', queue),
    feedbackQueue: openQueue<FeedbackMessage>(':memory:', 'feedback', queue),
  };
  const told = new Set<number>();
  return {
    clock,
    ses,
    client,
    ...queues,
    table: await dynamo.table(clock),
    blobs: memoryBlobs(clock),
    seen: seenBy(policy, () => clock.now().getTime()),
    later: [],
    async tellOne(which, twice) {
      const untold = ses.store.events(0, 1_000).filter(({ seq }) => !told.has(seq));
      const event = untold[which % untold.length];
      if (!event) return false;
      told.add(event.seq);
      await queueFeedback(queues.feedbackQueue, [event.document]);
      if (twice) await queueFeedback(queues.feedbackQueue, [event.document]);
      return true;
    },
    async close() {
      client.destroy();
      await ses.stop();
      for (const each of Object.values(queues)) each.close();
    },
  };
}
