import { afterEach, expect, it } from 'vitest';
import type { FeedbackMessage } from '../../../cli/local/feedback-queue.ts';
import { openQueue } from '../../../cli/local/queue.ts';
import type { Stores } from '../../../cli/local/stores.ts';
import { workQueues } from '../../../cli/local/workers.ts';
import { systemClock } from '../../../lambdas/adapters/system-clock.ts';
import type { DeliveryMessage, PlanShard } from '../../../lambdas/core/delivery/delivery.ts';
import { publishNow } from '../../../lambdas/core/publish-now.ts';
import { aCollectedBriefing } from '../../support/issue-builders.ts';
import { memoryStores, type TestClock } from '../../support/stores.ts';
import { aSystem, GRACE_MS, SITE, testTokens } from '../../support/system.ts';
import { testDirectories } from './test-directory.ts';

const directories = testDirectories();
afterEach(directories.remove);

/** The laptop's clock, as the stores of a test take it. */
const clock: TestClock = {
  ...systemClock,
  iso: () => systemClock.now().toISOString(),
  forward: () => {
    throw new Error('the laptop’s clock goes by itself');
  },
};

/** A published issue, the laptop's queues, and what was put on the one for deliveries. */
async function published(readers: number) {
  const system = await aSystem({ stores: memoryStores(clock) });
  await system.addReaders(readers);
  const file = `${directories.make()}/queues.db`;
  const options = { visibilitySeconds: 360, maxReceives: 5, clock };
  const planQueue = openQueue<PlanShard>(file, 'plan', options);
  const deliveryQueue = openQueue<DeliveryMessage>(file, 'delivery', options);
  const feedbackQueue = openQueue<FeedbackMessage>(file, 'feedback', options);
  const queued: string[] = [];
  const send: typeof deliveryQueue.send = async (messages, after) => {
    for (const each of messages) {
      if (each.kind === 'chunk') queued.push(...each.recipients.map(({ subscriberId }) => subscriberId));
    }
    await deliveryQueue.send(messages, after);
  };
  const queues = { planQueue, deliveryQueue: { ...deliveryQueue, send }, feedbackQueue };
  const stores = {
    ...system,
    ...queues,
    tokens: testTokens,
    state: { outbox: `${directories.make()}/outbox.db` },
  };
  await publishNow(stores, {
    name: 'monday',
    collected: [aCollectedBriefing()],
    audience: { kind: 'everyone' },
  });
  return { system, stores: stores as unknown as Stores, queued };
}

it.each([false, true])(
  'what was just published is planned once, also where other processes share the queues: %s',
  async (shared) => {
    const { system, stores, queued } = await published(120);
    const stop = new AbortController();
    const { mailer, newsletter } = system;
    const closed = (async () => {
      while ((await system.issues.head('monday'))?.state !== 'closed') await clock.sleep(20);
      stop.abort();
    })();
    const options = { stores, newsletter, mailer, siteUrl: SITE, graceMs: GRACE_MS, shared };
    await Promise.all([
      closed,
      ...Array.from({ length: shared ? 3 : 1 }, () =>
        workQueues({ ...options, report: () => undefined }, stop.signal),
      ),
    ]);
    expect(mailer.taken.filter(({ to }) => to.startsWith('reader-'))).toHaveLength(120);
    expect(queued.length).toBe(120);
    expect(new Set(queued).size).toBe(120);
  },
);
