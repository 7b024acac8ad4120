import { openQueue } from '../cli/local/queue.ts';
import { openStores, type Stores } from '../cli/local/stores.ts';
import { type Newsletter, parseNewsletter } from '../lambdas/core/config.ts';
import type { OnUncertain } from '../lambdas/core/delivery/standing.ts';
import newsletter from '../newsletter.config.ts';
import { DELIVERY_SECONDS, FEEDBACK_SECONDS, planSeconds } from './timing.ts';

/** The newsletter of a run. */
export const newsletterOf = (policy: OnUncertain): Newsletter =>
  parseNewsletter({ ...newsletter, delivery: { ...newsletter.delivery, onUncertain: policy } });

/**
 * The product's stores over a state directory that several processes share; only the queues give back sooner what a killed
 * process held.
 */
export async function openShared(state: string, policy: OnUncertain, recipients: number): Promise<Stores> {
  const note = (text: string) => void process.stderr.write(`${text}\n`);
  const stores = await openStores({ state, note, where: 'laptop', newsletter: newsletterOf(policy) });
  const { clock } = stores;
  const queue = { visibilitySeconds: DELIVERY_SECONDS, maxReceives: 1000, clock };
  const feedback = { ...queue, visibilitySeconds: FEEDBACK_SECONDS };
  return {
    ...stores,
    planQueue: openQueue(stores.state.queues, 'plan', {
      ...queue,
      visibilitySeconds: planSeconds(recipients),
    }),
    deliveryQueue: openQueue(stores.state.queues, 'delivery', queue),
    feedbackQueue: openQueue(stores.state.queues, 'feedback', feedback),
  };
}
