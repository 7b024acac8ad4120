import { describe, expect, it } from 'vitest';
import { editDraft } from '../../lambdas/core/gate/edit-draft.ts';
import { manageSubscriptionApp } from '../../lambdas/functions/manage-subscription/app.ts';
import { aGatedSystem, DRAFT } from '../support/drafts.ts';

const HOUR = 3_600_000;

async function atTheDesk(rules: Parameters<typeof aGatedSystem>[0] = {}) {
  const system = await aGatedSystem(rules);
  await system.look();
  const path = await system.draftPath();
  const app = manageSubscriptionApp(system);
  const said = async () => (await system.issues.head(DRAFT))?.approval?.said;
  const post = (fields: Record<string, string>, to = path) =>
    app.request(to, { method: 'POST', body: new URLSearchParams(fields) });
  return { system, path, app, said, post };
}

describe('the page of a draft', () => {
  it('shows findings, topics and two buttons', async () => {
    const { app, path } = await atTheDesk();
    const answer = await app.request(path);
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(html).toContain('It goes out on Tuesday');
    expect(html).toContain('The section &quot;Science&quot; has no topic');
    expect(html).toContain('Harbour opens');
    expect(html.match(/<button/g)).toHaveLength(2);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });

  it('changes nothing by GET, HEAD or OPTIONS, however often a scanner comes', async () => {
    const { app, path, system } = await atTheDesk();
    const before = await system.issues.head(DRAFT);
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      for (const end of ['', '?say=approve&version=1', '?say=stop'])
        await app.request(path + end, { method });
    }
    expect(await system.issues.head(DRAFT)).toEqual(before);
  });

  it('approves and stops by its buttons, and says what holds then', async () => {
    const { post, said } = await atTheDesk({ approval: 'required' });
    const approved = await post({ say: 'approve', version: '1' });
    expect(await approved.text()).toContain('You approved it. It goes out on Tuesday');
    expect(await said()).toBe('approved');
    const stopped = await post({ say: 'stop', version: '1' });
    expect(await stopped.text()).toContain('You stopped it');
    expect(await said()).toBe('stopped');
  });

  it('sends nothing by itself: a stop on the page keeps the slot from sending', async () => {
    const { post, system } = await atTheDesk();
    await post({ say: 'stop', version: '1' });
    await system.slot();
    expect(await system.mailsToReaders()).toEqual([]);
  });

  it('takes a late approval, which goes out at the next look', async () => {
    const { post, system } = await atTheDesk({ approval: 'required' });
    await system.slot();
    const answer = await post({ say: 'approve', version: '1' });
    expect(await answer.text()).toContain('within some minutes');
    await system.look();
    expect(await system.mailsToReaders()).toHaveLength(3);
  });

  it('does nothing about a version that the editor has not seen, and shows that one', async () => {
    const { post, said, system } = await atTheDesk({ approval: 'required' });
    await editDraft(system, DRAFT, { drop: ['t-markets'] });
    const answer = await post({ say: 'approve', version: '1' });
    expect(answer.status).toBe(409);
    const html = await answer.text();
    expect(html).toContain('has changed since you looked');
    expect(html).not.toContain('Rates rise');
    expect(await said()).toBe('nothing');
  });

  it.each([
    ['one-click unsubscribing', { 'List-Unsubscribe': 'One-Click' }],
    ['nothing', {}],
    ['another word', { say: 'delete', version: '1' }],
    ['no version', { say: 'approve' }],
  ])('does nothing about %s', async (_, fields) => {
    const { post, said } = await atTheDesk({ approval: 'required' });
    const answer = await post(fields as unknown as Record<string, string>);
    expect(answer.status).toBe(400);
    expect(await said()).toBe('nothing');
  });

  it('opens for nobody without its token: not a mistyped one, not one of another purpose, not after its time', async () => {
    const { app, path, system, post, said } = await atTheDesk();
    const token = path.slice('/i/'.length);
    const reader = { id: 'daily', about: '2026-11-24T0700', consentVersion: 1 };
    const other = system.tokens.make('unsubscribe', reader, system.clock.now());
    for (const wrong of [`${token.slice(0, -2)}AA`, other, 'x', `${token}x`]) {
      expect((await app.request(`/i/${wrong}`)).status, wrong).toBe(404);
      expect((await post({ say: 'stop', version: '1' }, `/i/${wrong}`)).status, wrong).toBe(404);
    }
    expect((await app.request(`/u/${token}`, { method: 'POST' })).status).not.toBe(200);
    system.clock.forward(9 * 24 * HOUR);
    expect((await app.request(path)).status).toBe(404);
    expect(await said()).toBe('nothing');
  });

  it('says what became of a draft that has gone out', async () => {
    const { app, path, post, system } = await atTheDesk();
    await system.slot();
    const page = await app.request(path);
    expect(page.status).toBe(404);
    expect(await page.text()).toContain(`briefwire issues show ${DRAFT}`);
    expect((await post({ say: 'stop', version: '1' })).status).toBe(404);
  });
});
