import { beforeEach, describe, expect, it } from 'vitest';
import { manageSubscriptionApp } from '../../lambdas/functions/manage-subscription/app.ts';
import { aReader, aSystem, type System, testTokens } from '../support/system.ts';

let system: System;
const ids = ['r1', 'r2', 'r3', 'r4', 'r5'];
const link = (id: string) =>
  `/u/${testTokens.make('unsubscribe', { id, consentVersion: 1 }, system.clock.now())}`;
const oneClick = (app: ReturnType<typeof manageSubscriptionApp>, id: string) =>
  app.request(link(id), { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });

beforeEach(async () => {
  system = await aSystem();
  for (const id of ids) await system.subscribers.add(aReader({ id, email: `${id}@corp.example` }));
});

describe('one-click requests', () => {
  it('of a scanner are noted, and the owner gets one mail', async () => {
    const { ledger, floods } = system;
    const at = system.clock.iso();
    const delivered = {
      issueId: 'i',
      subscriberId: 'x',
      state: 'accepted',
      attempt: 1,
      messageIds: {},
      at,
    } as const;
    const oneClicks = {
      floods,
      recentIssues: async () => ['i'],
      ledger: { ...ledger, delivery: async () => delivered },
    };
    const app = manageSubscriptionApp({ ...system, oneClicks, addressOf: () => '203.0.113.7' });
    for (const id of ids) expect((await oneClick(app, id)).status).toBe(200);
    const notices = system.mailer.taken.filter(({ to }) => to === system.newsletter.owner);
    expect(notices).toHaveLength(1);
    const found = [];
    for await (const flood of floods.list()) found.push(flood);
    expect(found).toMatchObject([{ domain: 'corp.example', count: 5, issueId: 'i' }]);
  });

  it('are honoured when nothing can be noted', async () => {
    const broken = async () => {
      throw new Error('the table is busy: r1@corp.example');
    };
    const oneClicks = { floods: system.floods, recentIssues: broken, ledger: system.ledger };
    const app = manageSubscriptionApp({ ...system, oneClicks });
    expect((await oneClick(app, 'r1')).status).toBe(200);
    expect((await system.subscribers.get('r1'))?.state).toBe('unsubscribed');
    expect(system.reports).toContainEqual(expect.objectContaining({ code: 'one-click-not-noted' }));
    expect(JSON.stringify(system.reports)).not.toContain('r1@');
  });
});
