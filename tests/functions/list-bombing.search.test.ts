import { beforeEach, describe, expect, it } from 'vitest';
import { manageSubscriptionApp } from '../../lambdas/functions/manage-subscription/app.ts';
import { aSystem, type System } from '../support/system.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let system: System;
let post: (email: string, network: string) => Promise<number>;
beforeEach(async () => {
  system = await aSystem();
  // Thousands of answers that each wait half a second on the test's clock would take days of it.
  const clock = { ...system.clock, sleep: async () => undefined };
  const app = manageSubscriptionApp({ ...system, clock });
  post = async (email, network) => {
    const answer = await app.request('/subscribe', {
      method: 'POST',
      headers: { 'x-test-address': network },
      body: new URLSearchParams({ email }),
    });
    return answer.status;
  };
});

const mailsTo = (email: string) => system.mailer.taken.filter(({ to }) => to === email).length;
/** Another network each time. */
const network = (n: number) => `${10 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.1`;

describe('sign-ups of one victim', () => {
  it('10,000 of them, from as many networks, cause one mail', async () => {
    for (let n = 0; n < 10_000; n += 1) await post('victim@example.org', network(n));
    expect(mailsTo('victim@example.org')).toBe(1);
  });

  it('over four weeks cause three mails in all', async () => {
    for (let n = 0; n < 1_400; n += 1) {
      await post('victim@example.org', network(n));
      if (n % 50 === 49) system.clock.forward(DAY);
    }
    expect(mailsTo('victim@example.org')).toBe(3);
  });

  it('leave everybody else a way in', async () => {
    for (let n = 0; n < 1_000; n += 1) await post('victim@example.org', network(n));
    expect(await post('reader@example.org', '198.51.100.7')).toBe(200);
    expect(mailsTo('reader@example.org')).toBe(1);
  });
});

describe('sign-ups of 5,000 victims from one network', () => {
  it('cause 30 mails an hour, and everybody else gets in', async () => {
    const statuses = new Map<number, number>();
    for (let n = 0; n < 5_000; n += 1) {
      const status = await post(`victim${n}@example.org`, `203.0.113.${n & 255}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(system.mailer.taken).toHaveLength(30);
    expect(Object.fromEntries(statuses)).toEqual({ 200: 30, 429: 4_970 });
    expect(await post('reader@example.org', '198.51.100.7')).toBe(200);
    expect(mailsTo('reader@example.org')).toBe(1);
    system.clock.forward(HOUR);
    expect(await post('neighbour@example.org', '203.0.113.9')).toBe(200);
    expect(mailsTo('neighbour@example.org')).toBe(1);
  });
});

describe('sign-ups of 2,000 victims from as many networks', () => {
  it('cause as many mails as the sender’s reputation bears in an hour', async () => {
    for (let n = 0; n < 2_000; n += 1) await post(`victim${n}@example.org`, network(n));
    expect(system.mailer.taken).toHaveLength(1_000);
  });
});

describe('a limit', () => {
  it('says when to come back', async () => {
    for (let n = 0; n < 30; n += 1) await post(`reader${n}@example.org`, '203.0.113.1');
    system.clock.forward(15 * 60_000);
    const app = manageSubscriptionApp(system);
    const answer = await app.request('/subscribe', {
      method: 'POST',
      body: new URLSearchParams({ email: 'a@example.org' }),
    });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('2700');
    expect(await answer.text()).toContain('Please try again in 45 minutes.');
  });

  it('stands in nobody’s way who leaves', async () => {
    const app = manageSubscriptionApp(system);
    for (let n = 0; n < 50; n += 1) await post(`reader${n}@example.org`, '203.0.113.1');
    await system.addReaders(100);
    for await (const reader of system.subscribers.list({ state: 'active' })) {
      const { unsubscribeUrl } = system.links(reader, system.clock.now());
      const answer = await app.request(unsubscribeUrl, {
        method: 'POST',
        headers: { 'x-test-address': '203.0.113.1' },
      });
      expect(answer.status).toBe(200);
    }
    for await (const reader of system.subscribers.list({})) expect(reader.state).not.toBe('active');
  });
});
