import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSes, startSes } from '../../../../cli/local/ses/endpoint.ts';
import { rateLimit } from '../../../../cli/local/ses/rate-limit.ts';
import { type TestClock, testClock } from '../../../support/stores.ts';
import { testDirectories } from '../test-directory.ts';
import { refusal, sendRaw, sesClientOf } from './ses-calls.ts';

const directories = testDirectories();
let clock: TestClock;
let ses: LocalSes | undefined;
const outbox = { file: '' };

async function clientWith(options: { max24Hour?: number; maxPerSecond?: number }) {
  ses = await startSes({ clock, outbox: outbox.file, ...options });
  return sesClientOf(ses.endpoint);
}
beforeEach(() => {
  clock = testClock();
  outbox.file = `${directories.make()}/outbox.db`;
});
afterEach(async () => {
  await ses?.stop();
  ses = undefined;
  directories.remove();
});

const RATE = 'Throttling 400 Maximum sending rate exceeded.';
const QUOTA = 'Throttling 400 Daily message quota exceeded.';

describe('the sending rate', () => {
  it('lets a second’s worth pass at once, then as many as time has brought', async () => {
    const client = await clientWith({ maxPerSecond: 3 });
    for (let mail = 0; mail < 3; mail += 1) await client.send(sendRaw());
    expect(await refusal(client.send(sendRaw()))).toBe(RATE);
    clock.forward(334);
    await client.send(sendRaw());
    expect(await refusal(client.send(sendRaw()))).toBe(RATE);
    expect(ses?.store.list().total).toBe(4);
  });

  it('counts recipients, those of the simulator too', async () => {
    const client = await clientWith({ maxPerSecond: 2 });
    await client.send(sendRaw({ to: ['anna@example.org', 'success@simulator.amazonses.com'] }));
    expect(await refusal(client.send(sendRaw()))).toBe(RATE);
  });

  it('never gets stuck below one in a second, nor on a clock that was moved back', () => {
    const limit = rateLimit(0.5);
    expect([limit.take(1, 10_000), limit.take(1, 11_000), limit.take(1, 12_000)]).toEqual([
      true,
      false,
      true,
    ]);
    expect([limit.take(1, 0), limit.take(1, 2_000)]).toEqual([false, true]);
  });
});

describe('the quota of 24 hours', () => {
  it('ends the day’s sending, also after a restart, and comes back', async () => {
    const client = await clientWith({ max24Hour: 2 });
    await client.send(sendRaw());
    clock.forward(3_600_000);
    await client.send(sendRaw());
    expect(await refusal(client.send(sendRaw()))).toBe(QUOTA);
    await ses?.stop();
    const again = await clientWith({ max24Hour: 2 });
    expect(await refusal(again.send(sendRaw()))).toBe(QUOTA);
    clock.forward(23 * 3_600_000 + 60_000);
    await again.send(sendRaw());
    expect(await refusal(again.send(sendRaw()))).toBe(QUOTA);
  });

  it('takes a call for several recipients whole or not at all', async () => {
    const client = await clientWith({ max24Hour: 3 });
    await client.send(sendRaw({ to: ['a@example.org', 'b@example.org'] }));
    expect(await refusal(client.send(sendRaw({ to: ['c@example.org', 'd@example.org'] })))).toBe(QUOTA);
    await client.send(sendRaw({ to: ['c@example.org'] }));
    expect(ses?.store.sentInDayBefore(clock.now())).toBe(3);
  });

  it('does not count the mailbox simulator, and may be unlimited', async () => {
    const client = await clientWith({ max24Hour: 1 });
    for (let mail = 0; mail < 3; mail += 1) {
      await client.send(sendRaw({ to: [`bounce+${mail}@simulator.amazonses.com`] }));
    }
    await client.send(sendRaw());
    await ses?.stop();
    const unlimited = await clientWith({ max24Hour: -1 });
    await unlimited.send(sendRaw());
    expect(ses?.store.list().total).toBe(5);
  });
});
