import { expect, it } from 'vitest';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import type { Ledger } from '../../lambdas/core/ports.ts';
import { publishNow } from '../../lambdas/core/publish-now.ts';
import { aCollectedBriefing, aTopic } from '../support/issue-builders.ts';
import { memoryStores, testClock } from '../support/stores.ts';
import { aSystem, GRACE_MS, MINUTE, type System } from '../support/system.ts';

const key = { issueId: 'extra', shard: shardOf('reader-0000'), subscriberId: 'reader-0000' };

/** A system with one reader, and a ledger that is changed by `change`. */
async function systemWith(change: (ledger: Ledger, forward: (ms: number) => void) => Partial<Ledger>) {
  const clock = testClock();
  const stores = memoryStores(clock);
  const ledger = { ...stores.ledger, ...change(stores.ledger, clock.forward) };
  const system = await aSystem({ stores: { ...stores, ledger } });
  await system.addReaders(1);
  await publishNow(system, {
    name: 'extra',
    collected: [aCollectedBriefing({ topics: [aTopic()] })],
    audience: { kind: 'everyone' },
  });
  return system;
}

/** A sender claims and dies. */
async function claim(system: System, retryBefore?: string) {
  const now = system.clock.iso();
  const leaseUntil = new Date(system.clock.now().getTime() + MINUTE).toISOString();
  const request = { ...key, consentVersion: 1, now, leaseUntil };
  await system.ledger.claim({ ...request, ...(retryBefore !== undefined && { retryBefore }) });
}

const rowOf = (system: System) => system.ledger.delivery(key);

it('makes no call when the claim took most of its lease, and sends with the next one', async () => {
  let late = true;
  const system = await systemWith((ledger, forward) => ({
    async claim(request) {
      const outcome = await ledger.claim(request);
      if (late) forward(46_000);
      late = false;
      return outcome;
    },
  }));
  while (await system.planOne()) {
    // One shard each.
  }
  await system.deliverOne();
  expect(system.mailer.calls).toEqual([]);
  expect(await rowOf(system)).toBeUndefined();
  await system.workFor(MINUTE);
  expect(system.mailer.addresses()).toEqual(['reader-0000@example.org']);
});

it('closes the issue when a second attempt died and the first one’s event comes late', async () => {
  const system = await systemWith(() => ({}));
  await claim(system);
  system.clock.forward(GRACE_MS + 2 * MINUTE);
  await claim(system, system.clock.iso());
  const seen = { attempt: 1, messageId: 'ses-1', facts: { sentAt: system.clock.iso() } };
  await system.ledger.record(key, seen, system.clock.iso());
  await system.workFor(2 * MINUTE);
  await system.tick();
  await system.work();
  expect(await rowOf(system)).toMatchObject({ state: 'accepted', messageIds: { 1: 'ses-1' } });
  expect(await system.issues.head('extra')).toMatchObject({
    state: 'closed',
    accounting: { frozen: 1, accepted: 1 },
  });
  expect(system.mailer.addresses()).toEqual([]);
});
