import { openQueue } from '../../../../cli/local/queue.ts';
import { systemClock } from '../../../../lambdas/adapters/system-clock.ts';

/** Sends numbered messages without end, and says each number after `send` has resolved. */
const [file = ''] = process.argv.slice(2);
const queue = openQueue<number>(file, 'plan', { visibilitySeconds: 30, maxReceives: 3, clock: systemClock });
for (let number = 0; ; number += 1) {
  await queue.send([number]);
  process.stdout.write(`${number}\n`);
}
