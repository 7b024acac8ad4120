import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import type { TemplateSet } from '../../lambdas/core/mail/template-set.ts';
import type { Ledger } from '../../lambdas/core/ports.ts';
import { publishNow } from '../../lambdas/core/publish-now.ts';
import { aCollectedBriefing, aTopic, projectTemplates } from '../support/issue-builders.ts';
import type { Behaviour } from '../support/scripted-mailer.ts';
import { memoryStores, testClock } from '../support/stores.ts';
import { aSystem, GRACE_MS, MINUTE } from '../support/system.ts';

const READERS = 12;
const collected = [aCollectedBriefing({ topics: [aTopic()] })];
const behaviours: readonly Behaviour[] = [
  'accept',
  'lost',
  'unanswered',
  'throttle',
  'unreachable',
  'quota',
  'refuse',
  'block',
];

/** What happens around the sender while it works. */
const event = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'work' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'two runs at once' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'tick' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'duplicate' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'send again' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'events come' as const }) },
);
const story = fc.record({
  answers: fc.array(
    fc.oneof({ weight: 4, arbitrary: fc.constant<Behaviour>('accept') }, fc.constantFrom(...behaviours)),
    {
      minLength: 1,
      maxLength: 60,
    },
  ),
  /** Writes of an outcome that fail, by number: the process died there. */
  deaths: fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 4 }),
  events: fc.array(event, { maxLength: 40 }),
});

let english: TemplateSet;
beforeAll(async () => {
  const all = await projectTemplates();
  english = new Map([...all].filter(([path]) => !path.startsWith('locales/') || path.endsWith('/en.json')));
});

async function play({
  answers,
  deaths,
  events,
}: typeof story extends fc.Arbitrary<infer Story> ? Story : never) {
  const clock = testClock();
  const stores = memoryStores(clock);
  const doubted = new Map<string, number>();
  const doubt = (to: string) => doubted.set(to, (doubted.get(to) ?? 0) + 1);
  let settled = 0;
  let dying = true;
  const ledger: Ledger = {
    ...stores.ledger,
    settle(key, settlement, now) {
      const dies = dying && deaths.includes(settled);
      settled += 1;
      if (!dies) return stores.ledger.settle(key, settlement, now);
      doubt(`${key.subscriberId}@example.org`);
      return Promise.reject(new Error('the process died'));
    },
  };
  const system = await aSystem({ stores: { ...stores, ledger }, templates: english });
  await system.addReaders(READERS);
  const publish = () => publishNow(system, { name: 'extra', collected, audience: { kind: 'everyone' } });
  await publish();
  const refused = new Set<string>();
  system.mailer.follow((to, before) => {
    if (to === 'owner@example.com') return 'accept';
    const behaviour = answers[before % answers.length] ?? 'accept';
    if (behaviour === 'lost' || behaviour === 'unanswered') doubt(to);
    if (behaviour === 'refuse') refused.add(to);
    return behaviour;
  });

  const balance = async () => {
    const { frozen, ...parts } = await system.account('extra');
    expect(Object.values(parts).reduce((sum, each) => sum + each, 0)).toBe(frozen);
  };
  for (const happening of events) {
    if (happening.kind === 'work') await ((await system.planOne()) || system.deliverOne());
    else if (happening.kind === 'two runs at once')
      await Promise.all([system.deliverOne(), system.deliverOne()]);
    else if (happening.kind === 'wait') clock.forward(happening.minutes * MINUTE);
    else if (happening.kind === 'tick') await system.tick();
    else if (happening.kind === 'send again') await publish();
    else if (happening.kind === 'events come') await system.hearFromSes();
    else {
      const [message] = system.deliveryQueue.take(1);
      if (message) await system.deliveryQueue.send([message, message]);
    }
    await balance();
  }

  // The fault is put right in the end, and the owner sends again.
  dying = false;
  system.mailer.follow(() => 'accept');
  for (let round = 0; round < 8; round += 1) {
    await publish();
    await system.workFor(GRACE_MS + 61 * MINUTE);
    await system.hearFromSes();
    await system.tick();
  }
  await system.work();
  return { system, doubted, refused };
}

describe('whatever happens to sender, queue and SES', () => {
  it('nobody is lost, nobody gets two mails but after a doubt, and the account balances', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (each) => {
        const { system, doubted, refused } = await play(each);
        for (let index = 0; index < READERS; index += 1) {
          const id = `reader-${String(index).padStart(4, '0')}`;
          const to = `${id}@example.org`;
          const mails = system.mailer.taken.filter((mail) => mail.to === to).length;
          expect(mails, `${to} in shard ${shardOf(id)}`).toBeLessThanOrEqual(1 + (doubted.get(to) ?? 0));
          if (!refused.has(to)) expect(mails, `${to} was lost`).toBeGreaterThanOrEqual(1);
        }
        const { accepted, failed, ...rest } = await system.account('extra');
        expect(accepted + failed).toBe(READERS);
        expect(rest).toEqual({ frozen: READERS, excluded: 0, expired: 0, uncertain: 0, waiting: 0 });
        expect(await system.issues.get('extra')).toMatchObject({ state: 'closed', outcome: 'sent' });
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
