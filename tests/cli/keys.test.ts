import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aStateDirectory, briefwireHere } from '../support/command.ts';
import { aStartedSystem, type StartedSystem } from '../support/started.ts';

const unsubscribeOf = (raw: string) => /^List-Unsubscribe: <([^>]+)>/m.exec(raw)?.[1] ?? '';
const ONE_CLICK = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };

describe('briefwire keys rotate, while the system runs', () => {
  let system: StartedSystem;
  beforeEach(async () => {
    system = await aStartedSystem();
  });
  afterEach(() => system.stop());

  it('breaks no link that was sent before, and none that is sent afterwards', async () => {
    const here = (...words: string[]) => briefwireHere([...words, '--state', system.state]);
    const send = (issue: string) =>
      here('send', 'briefings/morning-wire.md', '--issue', issue, '--to', 'anna@example.com');
    const link = async () => {
      const url = new URL(unsubscribeOf(await system.rawTo('anna@example.com')));
      return `${system.url}${url.pathname}`;
    };
    const added = await here('subscribers', 'add', 'anna@example.com', '--confirmed', '--yes');
    expect(added.code).toBe(0);
    expect((await send('before')).code).toBe(0);
    const old = await link();
    const rotated = await here('keys', 'rotate', '--json');
    expect(rotated.json()).toMatchObject({ rotated: true, version: 2 });
    expect((await send('after')).code).toBe(0);
    const fresh = await link();
    expect(fresh).not.toBe(old);
    const shown = await here('keys', 'show', '--json');
    expect(shown.json()).toEqual({ current: 2, versions: [1, 2] });
    for (const each of [old, fresh]) expect((await fetch(each)).status).toBe(200);
    // A token begins with the version of its key: this one was made with none of ours.
    const forged = fresh.replace(/\/u\/../, '/u/zz');
    expect((await fetch(forged)).status).toBeGreaterThanOrEqual(400);
    expect((await fetch(old, ONE_CLICK)).status).toBe(200);
    const show = await here('subscribers', 'show', 'anna@example.com');
    expect(show.stdout).toContain('unsubscribed');
  });
});

describe('briefwire keys', () => {
  it('prints no key, whatever is asked', async () => {
    const state = await aStateDirectory();
    const said = [];
    for (const words of [['show'], ['rotate'], ['rotate', '--json'], ['show'], ['show', '--json']]) {
      said.push(await briefwireHere(['keys', ...words, '--state', state.path]));
    }
    expect(said.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    const text = said.map(({ stdout, stderr }) => stdout + stderr).join('');
    // 32 bytes in base64 have 44 characters.
    expect(text).not.toMatch(/[A-Za-z0-9+/]{40}/);
    expect(text).toContain('Version 3 signs new links; 3 versions verify old ones.');
    await state.remove();
  });
});
