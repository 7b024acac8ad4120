import { describe, expect, it } from 'vitest';
import { recoverClaims } from '../../../cli/local/recover.ts';
import { shardOf } from '../../../lambdas/core/delivery/shard.ts';
import { publishNow } from '../../../lambdas/core/publish-now.ts';
import { aCollectedBriefing } from '../../support/issue-builders.ts';
import { aSystem, GRACE_MS, type System } from '../../support/system.ts';

/** An issue of which one mail is claimed, by a process that is no more. */
async function killedWhileSending(): Promise<{ system: System; claimed: string }> {
  const system = await aSystem();
  const [first] = await system.addReaders(3);
  if (!first) throw new Error('no reader was added');
  const collected = [aCollectedBriefing()];
  await publishNow(system, { name: 'monday', collected, audience: { kind: 'everyone' } });
  const now = system.clock.now();
  const outcome = await system.ledger.claim({
    issueId: 'monday',
    shard: shardOf(first.id),
    subscriberId: first.id,
    consentVersion: 1,
    now: now.toISOString(),
    leaseUntil: new Date(now.getTime() + 60_000).toISOString(),
    retryBefore: now.toISOString(),
  });
  if (outcome.kind !== 'claimed') throw new Error('the claim was refused');
  return { system, claimed: first.id };
}

describe('a laptop that starts again after it was killed', () => {
  it('holds what was under way for uncertain, without waiting for the lease', async () => {
    const { system } = await killedWhileSending();
    await system.work();
    expect(await system.account('monday')).toMatchObject({ accepted: 2, uncertain: 0, waiting: 1 });
    await recoverClaims(system);
    expect(await system.account('monday')).toMatchObject({ accepted: 2, uncertain: 1, waiting: 0 });
    expect(system.reports).toContainEqual({ code: 'claims-recovered', issue: 'monday', uncertain: 1 });
  });

  it('sends it once the grace is over, and to nobody else', async () => {
    const { system, claimed } = await killedWhileSending();
    await system.work();
    await recoverClaims(system);
    system.clock.forward(GRACE_MS + 1_000);
    await system.hearFromSes();
    await system.tick();
    await system.work();
    expect(system.mailer.addresses()).toEqual(
      ['reader-0000', 'reader-0001', 'reader-0002'].map((id) => `${id}@example.org`),
    );
    expect(system.mailer.taken[2]?.to).toBe(`${claimed}@example.org`);
  });

  it('leaves settled mails and other issues alone', async () => {
    const { system } = await killedWhileSending();
    await system.work();
    await recoverClaims(system);
    const before = await system.account('monday');
    await recoverClaims(system);
    expect(await system.account('monday')).toEqual(before);
  });
});
