import { classifySendError } from '../../lambdas/core/delivery/classify-send-error.ts';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import { publishNow } from '../../lambdas/core/publish-now.ts';
import { aCollectedBriefing, aTopic } from '../support/issue-builders.ts';
import { memoryStores, type Stores, testClock } from '../support/stores.ts';
import { aSystem, type System, type SystemOptions } from '../support/system.ts';

const collected = [aCollectedBriefing({ topics: [aTopic()] })];

/** A system with an issue `extra` whose chunks are on the queue; `change` stands in for stores. */
export async function anIssueFor(
  readers: number,
  change: (stores: Stores) => Partial<Stores> = () => ({}),
  options: SystemOptions = {},
): Promise<System> {
  const stores = memoryStores(testClock());
  const system = await aSystem({ ...options, stores: { ...stores, ...change(stores) } });
  await system.addReaders(readers);
  await publishNow(system, { name: 'extra', collected, audience: { kind: 'everyone' } });
  while (await system.planOne()) {
    // One shard each.
  }
  return system;
}

/** Everybody's address, once. */
export const everybody = (readers: number) =>
  Array.from({ length: readers }, (_, index) => `reader-${String(index).padStart(4, '0')}@example.org`);

/** The place of a reader's row. */
export const rowKey = (subscriberId: string) => ({
  issueId: 'extra',
  shard: shardOf(subscriberId),
  subscriberId,
});

/** From now on SES answers every call with this error. */
export function answerWith(system: System, error: { name: string; message: string; httpStatus?: number }) {
  system.mailer.send = async (mail) => classifySendError({ httpStatus: 400, ...error, recipient: mail.to });
}
