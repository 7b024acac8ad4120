import { openQueue } from '../../cli/local/queue.ts';
import { memoryQueue } from '../../lambdas/adapters/memory/queue.ts';
import { testClock } from '../support/stores.ts';
import { queueContract } from './queue.contract.ts';

queueContract('memory', async () => {
  const clock = testClock();
  const queue = memoryQueue<unknown>(clock);
  return { queue, take: async () => queue.take(), forward: clock.forward };
});

queueContract('a file', async () => {
  const clock = testClock();
  const queue = openQueue<unknown>(':memory:', 'plan', { visibilitySeconds: 30, maxReceives: 3, clock });
  return {
    queue,
    forward: clock.forward,
    async take() {
      const taken: unknown[] = [];
      for (let batch = queue.receive(); batch.length > 0; batch = queue.receive()) {
        for (const { message, receipt } of batch) {
          taken.push(message);
          queue.ack(receipt);
        }
      }
      return taken;
    },
  };
});
