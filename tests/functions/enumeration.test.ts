import { describe, expect, it } from 'vitest';
import { aReader, aSystem, type System } from '../support/system.ts';
import { aVisitor, mailsTo } from '../support/visitor.ts';

const DAY = 86_400_000;
const ANNA = 'anna@example.org';

/** What the address is before somebody signs it up, and the mail that then goes to its owner. */
const KINDS: readonly (readonly [string, (system: System) => Promise<unknown>, string | undefined])[] = [
  ['new', async () => undefined, 'confirm'],
  [
    'pending since yesterday',
    async (system) => {
      await aVisitor(system).signUp(ANNA);
      system.clock.forward(DAY);
    },
    'confirm',
  ],
  ['pending since a moment ago', (system) => aVisitor(system).signUp(ANNA), undefined],
  ['active', (system) => system.subscribers.add(aReader({ id: 'anna' })), 'already'],
  [
    'unsubscribed',
    (system) => system.subscribers.add(aReader({ id: 'anna', state: 'unsubscribed' })),
    'confirm',
  ],
  [
    'suppressed',
    async (system) => {
      await system.subscribers.add(aReader({ id: 'anna' }));
      await system.subscribers.suppress('anna', { reason: 'complaint', at: system.clock.iso() });
    },
    undefined,
  ],
];

/** Everything that an observer sees: status, headers (the random cookie's form alone) and body. */
async function seen(
  system: System,
  act: (visitor: ReturnType<typeof aVisitor>) => Promise<{ status: number; headers: Headers; html: string }>,
) {
  const { status, headers, html } = await act(aVisitor(system));
  const lines = [...headers].map(([name, value]) => [name, value.replace(/=[\w-]{22};/, '=random;')]);
  return { status, headers: lines, html };
}

const ways = [
  ['the page', (visitor: ReturnType<typeof aVisitor>) => visitor.signUp(ANNA)],
  [
    'a form of another site',
    (visitor: ReturnType<typeof aVisitor>) => visitor.post('/subscribe', [['email', ANNA]]),
  ],
  [
    'the API',
    (visitor: ReturnType<typeof aVisitor>) =>
      visitor.ask('/api/subscriptions', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email: ANNA }),
      }),
  ],
] as const;

describe.each(ways)('what %s answers', (_, act) => {
  it('is the same, byte for byte, whatever the address is', async () => {
    const nobody = await seen(await aSystem(), act);
    for (const [kind, arrange] of KINDS) {
      const system = await aSystem();
      await arrange(system);
      expect(await seen(system, act), kind).toEqual(nobody);
    }
  });

  it.each(KINDS)(
    'to an address that is %s comes half a second later, never sooner',
    async (_kind, arrange) => {
      const system = await aSystem();
      await arrange(system);
      const waits: number[] = [];
      const sleep = async (ms: number) => void waits.push(ms);
      await act(aVisitor({ ...system, clock: { ...system.clock, sleep } }));
      expect(waits).toEqual([500]);
    },
  );

  it.each(KINDS)('is told to the owner of an address that is %s alone', async (_kind, arrange, mail) => {
    const system = await aSystem();
    await arrange(system);
    const before = (await mailsTo(system.mailer, ANNA)).length;
    await act(aVisitor(system));
    const mails = (await mailsTo(system.mailer, ANNA)).slice(before).map(({ kind }) => kind);
    expect(mails).toEqual(mail ? [mail] : []);
  });
});
