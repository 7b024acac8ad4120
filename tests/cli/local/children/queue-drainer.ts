import { openQueue } from '../../../../cli/local/queue.ts';
import { systemClock } from '../../../../lambdas/adapters/system-clock.ts';

/** Takes messages until none is left, and says each one it acknowledged. */
const [file = ''] = process.argv.slice(2);
const queue = openQueue<number>(file, 'plan', { visibilitySeconds: 60, maxReceives: 3, clock: systemClock });
for (let batch = queue.receive(); batch.length > 0; batch = queue.receive()) {
  for (const { message, receipt } of batch) if (queue.ack(receipt)) process.stdout.write(`${message}\n`);
}
process.stdout.write('done\n');
