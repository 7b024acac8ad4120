import { describe, expect, it } from 'vitest';
import { rateLimit } from '../../cli/local/ses/rate-limit.ts';
import type { Ledger, Mailer, RateLease } from '../../lambdas/core/ports.ts';
import { publishNow } from '../../lambdas/core/publish-now.ts';
import { deliverMailHandler } from '../../lambdas/functions/deliver-mail/handler.ts';
import { aCollectedBriefing, aTopic } from '../support/issue-builders.ts';
import { memoryStores } from '../support/stores.ts';
import { aSystem, MINUTE, sqsEvent } from '../support/system.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const SECOND = 1_000;
/** Thousands of mails on a busy machine; none of it is waiting. */
const LONG = { timeout: 60_000 };

interface Scene {
  readonly readers: number;
  /** What SES grants and enforces, a second. */
  readonly grant: number;
  /** What SES really takes; default: the grant. */
  readonly taken?: number;
  readonly senders?: number;
  /** Milliseconds of a call to SES, and of each write of the ledger. */
  readonly sesMs?: number;
  readonly ledgerMs?: number;
}

/** An issue whose chunks are queued, senders that share a lease, an SES that enforces its rate; all on one clock. */
async function aScene({ readers, grant, taken = grant, senders = 2, sesMs = 60, ledgerMs = 10 }: Scene) {
  const clock = virtualClock();
  const system = await aSystem({ stores: memoryStores(clock) });
  await system.addReaders(readers);
  const collected = [aCollectedBriefing({ topics: [aTopic()] })];
  await publishNow(system, { name: 'extra', collected, audience: { kind: 'everyone' } });
  while (await system.planOne()) {
    // Every shard.
  }
  const rate = rateLimit(taken);
  const answers: { readonly at: number; readonly kind: string }[] = [];
  const claimed = new Map<string, number>();
  const waits: number[] = [];
  system.mailer.quotaIs({ maxPerSecond: grant });
  system.mailer.follow(() => (rate.take(1, clock.now().getTime()) ? 'accept' : 'throttle'));
  const mailer: Mailer = {
    quota: system.mailer.quota,
    async send(mail) {
      waits.push(clock.now().getTime() - (claimed.get(mail.to) ?? Number.NaN));
      await clock.sleep(sesMs / 2);
      const outcome = await system.mailer.send(mail);
      answers.push({ at: clock.now().getTime(), kind: outcome.kind });
      await clock.sleep(sesMs / 2);
      return outcome;
    },
  };
  const ledger: Ledger = {
    ...system.ledger,
    async claim(request) {
      claimed.set(`${request.subscriberId}@example.org`, clock.now().getTime());
      await clock.sleep(ledgerMs);
      return system.ledger.claim(request);
    },
    async settle(...settlement) {
      await clock.sleep(ledgerMs);
      return system.ledger.settle(...settlement);
    },
  };

  /** One Lambda that takes message after message, as long as there are any. */
  async function sender(deps: { readonly mailer: Mailer; readonly ledger: Ledger }): Promise<void> {
    const deliver = deliverMailHandler({ ...system, ...deps });
    for (;;) {
      const [message] = system.deliveryQueue.take(1);
      if (message) {
        const until = clock.now().getTime() + 5 * MINUTE;
        await deliver(sqsEvent([message]), {
          getRemainingTimeInMillis: () => until - clock.now().getTime(),
        });
      } else if (system.deliveryQueue.nextAt) {
        await clock.sleep(system.deliveryQueue.nextAt.getTime() - clock.now().getTime());
      } else return;
    }
  }
  const started = clock.now().getTime();
  return {
    ...system,
    clock,
    waits,
    send: () => clock.run(Promise.all(Array.from({ length: senders }, () => sender({ mailer, ledger })))),
    /** Answers between two instants, in milliseconds since the beginning. */
    answers: (kind: string, from = 0, to = Number.POSITIVE_INFINITY) =>
      answers.filter((each) => each.kind === kind && each.at - started >= from && each.at - started < to)
        .length,
    lastMail: () => Math.max(...answers.filter(({ kind }) => kind === 'accepted').map(({ at }) => at)),
  };
}

describe('two senders that share a grant', LONG, () => {
  it.each([
    { grant: 14, readers: 500, seconds: 30 },
    { grant: 100, readers: 1_500, seconds: 10 },
    { grant: 500, readers: 4_000, seconds: 4, sesMs: 30, ledgerMs: 5 },
  ])('use at least 98 % of $grant a second, and SES throttles at most 1 % of the calls', async (each) => {
    const scene = await aScene(each);
    await scene.send();
    const warm = 3 * SECOND;
    const used = scene.answers('accepted', warm, warm + each.seconds * SECOND);
    expect(used / (each.grant * each.seconds)).toBeGreaterThanOrEqual(0.98);
    expect(scene.answers('not-sent') / each.readers).toBeLessThanOrEqual(0.01);
    expect(scene.mailer.taken).toHaveLength(each.readers);
  });

  it('keep to one a second, the rate of a new account, and claim nobody long before the call', async () => {
    const scene = await aScene({ grant: 1, readers: 90 });
    await scene.send();
    expect(scene.answers('accepted')).toBe(90);
    expect(scene.answers('not-sent')).toBe(0);
    expect(Math.max(...scene.waits)).toBeLessThanOrEqual(16 * SECOND);
  });

  it('share it with a third and a tenth', async () => {
    const scene = await aScene({ grant: 14, readers: 500, senders: 10 });
    await scene.send();
    expect(scene.answers('accepted', 3 * SECOND, 23 * SECOND)).toBeGreaterThanOrEqual(14 * 20 * 0.98);
    expect(scene.answers('not-sent')).toBe(0);
  });
});

describe('when SES takes less than it grants', LONG, () => {
  it('the senders slow down until few calls are throttled, and nobody is lost', async () => {
    const scene = await aScene({ grant: 100, taken: 50, readers: 1_500 });
    await scene.send();
    expect(scene.mailer.taken).toHaveLength(1_500);
    expect(scene.answers('not-sent') / 1_500).toBeLessThan(0.05);
  });
});

describe('a pause while chunks are on their way', LONG, () => {
  it.each([1, 14, 100])('stops the mails within 5 s, at %s a second', async (grant) => {
    const scene = await aScene({ grant, readers: 600 });
    const pausedAt = scene.clock.now().getTime() + 4_321;
    const pause = async () => {
      await scene.clock.sleep(4_321);
      await scene.issues.move('extra', ['sending'], { state: 'paused', reason: 'The owner asked.' });
    };
    await Promise.all([scene.send(), pause()]);
    expect(scene.mailer.taken.length).toBeGreaterThan(0);
    expect(scene.mailer.taken.length).toBeLessThan(600);
    expect(scene.lastMail() - pausedAt).toBeLessThanOrEqual(5 * SECOND);
  });

  it('leaves no claim behind, so that a resume finds everybody', async () => {
    const scene = await aScene({ grant: 14, readers: 300 });
    const pause = async () => {
      await scene.clock.sleep(4_321);
      await scene.issues.move('extra', ['sending'], { state: 'paused', reason: 'The owner asked.' });
    };
    await Promise.all([scene.send(), pause()]);
    const sent = scene.mailer.taken.length;
    expect(await scene.account('extra')).toMatchObject({ accepted: sent, uncertain: 0, waiting: 300 - sent });
    await scene.issues.move('extra', ['paused'], { state: 'sending' });
    await scene.tick();
    while (await scene.planOne()) {
      // Every shard.
    }
    await scene.send();
    expect(new Set(scene.mailer.addresses()).size).toBe(300);
    expect(scene.mailer.taken).toHaveLength(300);
  });
});

describe('a fault of the rate lease', () => {
  it('leaves nobody in doubt: the claims are taken back and the message comes again', async () => {
    const scene = await aScene({ grant: 14, readers: 40, senders: 1 });
    const [message] = scene.deliveryQueue.take(1);
    let broken = true;
    const rateLease: RateLease = {
      ...scene.rateLease,
      reserve: (request) =>
        broken ? Promise.reject(new Error('the table is away')) : scene.rateLease.reserve(request),
    };
    const deliver = deliverMailHandler({ ...scene, rateLease });
    const run = { getRemainingTimeInMillis: () => 5 * MINUTE };
    const answer = await scene.clock.run(deliver(sqsEvent([message]), run));
    expect(answer.batchItemFailures).toHaveLength(1);
    expect(scene.mailer.calls).toEqual([]);
    expect(await scene.account('extra')).toMatchObject({ waiting: 40, uncertain: 0 });
    broken = false;
    const again = await scene.clock.run(deliver(sqsEvent([message]), run));
    expect(again.batchItemFailures).toEqual([]);
    const recipients = message?.kind === 'chunk' ? message.recipients.length : 0;
    expect(scene.mailer.taken).toHaveLength(recipients);
    expect(recipients).toBeGreaterThan(0);
  });
});
