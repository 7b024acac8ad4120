import { beforeEach, describe, expect, it } from 'vitest';
import { choosePreferences, openLink, unsubscribe } from '../../lambdas/core/manage-subscription.ts';
import type { TokenPurpose } from '../../lambdas/core/subscribers/tokens.ts';
import { aReader, aSystem, type System, testTokens } from '../support/system.ts';

let system: System;
const deps = () => ({ ...system, languages: ['en', 'de'] });
const token = (purpose: TokenPurpose, consentVersion = 1, id = 'ada') =>
  testTokens.make(purpose, { id, consentVersion }, system.clock.now());
const ada = () => system.subscribers.get('ada');
const choices = { sections: ['world'], language: 'de', edition: 'daily' };

beforeEach(async () => {
  system = await aSystem();
  await system.subscribers.add(aReader({ id: 'ada' }));
});

describe('unsubscribing', () => {
  it('needs the token alone, and works again', async () => {
    expect((await unsubscribe(deps(), token('unsubscribe'))).kind).toBe('unsubscribed');
    expect((await ada())?.state).toBe('unsubscribed');
    expect((await unsubscribe(deps(), token('unsubscribe'))).kind).toBe('unsubscribed');
  });

  it('works for a reader of a test copy', async () => {
    await system.subscribers.add(aReader({ id: 'guest', state: 'guest', createdAt: system.clock.iso() }));
    await unsubscribe(deps(), token('unsubscribe', 1, 'guest'));
    expect((await system.subscribers.get('guest'))?.state).toBe('unsubscribed');
  });

  it('of somebody who is not stored any more is done already', async () => {
    expect((await unsubscribe(deps(), token('unsubscribe', 1, 'nobody'))).kind).toBe('unsubscribed');
  });

  it('with the token of an older consent changes nothing', async () => {
    await system.subscribers.add(aReader({ id: 'eve', consentVersion: 2 }));
    expect(await unsubscribe(deps(), token('unsubscribe', 1, 'eve'))).toEqual({
      kind: 'gone',
      reason: 'outdated',
    });
    expect((await system.subscribers.get('eve'))?.state).toBe('active');
  });

  it('with a token for preferences changes nothing', async () => {
    expect(await unsubscribe(deps(), token('preferences'))).toEqual({ kind: 'gone', reason: 'forged' });
    expect((await ada())?.state).toBe('active');
  });
});

describe('a link', () => {
  it('opens for its reader and changes nothing', async () => {
    expect(await openLink(deps(), 'unsubscribe', token('unsubscribe'))).toMatchObject({
      kind: 'reader',
      reader: { id: 'ada' },
    });
    expect((await ada())?.state).toBe('active');
  });

  it('to preferences is of no use once the subscription has ended', async () => {
    await unsubscribe(deps(), token('unsubscribe'));
    expect(await openLink(deps(), 'preferences', token('preferences'))).toEqual({
      kind: 'gone',
      reason: 'outdated',
    });
    expect(await choosePreferences(deps(), token('preferences'), choices)).toEqual({
      kind: 'gone',
      reason: 'outdated',
    });
  });
});

describe('choosing', () => {
  it('saves sections, language and edition', async () => {
    expect((await choosePreferences(deps(), token('preferences'), choices)).kind).toBe('saved');
    expect(await ada()).toMatchObject(choices);
  });

  it('all sections is every section, also those added later', async () => {
    await choosePreferences(deps(), token('preferences'), {
      ...choices,
      sections: ['science', 'world', 'markets'],
    });
    expect((await ada())?.sections).toEqual([]);
  });

  it.each([
    ['no section', { sections: [] }, 'no-section'],
    ['an unknown section', { sections: ['world', 'sport'] }, 'unknown-value'],
    ['an unknown language', { language: 'xx' }, 'unknown-value'],
    ['an unknown edition', { edition: 'hourly' }, 'unknown-value'],
  ])('%s saves nothing', async (_, wrong, fault) => {
    const before = await ada();
    const outcome = await choosePreferences(deps(), token('preferences'), { ...choices, ...wrong });
    expect(outcome).toMatchObject({ kind: 'invalid', fault });
    expect(await ada()).toEqual(before);
  });

  it('is reported without saying who', async () => {
    await choosePreferences(deps(), token('preferences'), choices);
    await unsubscribe(deps(), 'nonsense');
    expect(system.reports.map(({ code }) => code)).toEqual(['preferences-saved', 'link-refused']);
    expect(JSON.stringify(system.reports)).not.toMatch(/ada|nonsense/);
  });
});
