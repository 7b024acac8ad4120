import { beforeEach, describe, expect, it } from 'vitest';
import { confirm, openConfirmation } from '../../lambdas/core/subscribers/confirm.ts';
import { exportOf } from '../../lambdas/core/subscribers/my-data.ts';
import { signUp } from '../../lambdas/core/subscribers/sign-up.ts';
import { aDesk, annaAt, type Desk } from '../support/sign-ups.ts';
import type { Stores } from '../support/stores.ts';
import { all, aSubscriber, DAY, MINUTE } from './samples.ts';

const HOUR = 60 * MINUTE;
const anna = 'anna@example.com';

/** The ways of a reader, on any store; `open` gives stores that nobody has used. */
export function signingUpContract(engine: string, open: () => Promise<Stores>): void {
  let desk: Desk;
  let ways: ReturnType<typeof annaAt>;

  const everyone = async () => all(desk.subscribers.list({}));

  beforeEach(async () => {
    desk = aDesk(await open());
    ways = annaAt(desk);
  });

  describe(`signing up on ${engine}`, () => {
    it('makes a pending reader, and an active one once they confirm', async () => {
      const token = await ways.asked({
        choices: { sections: ['world'], language: 'de', timeZone: 'Asia/Tokyo' },
      });
      expect(await ways.found()).toMatchObject({ state: 'pending', consentVersion: 1 });
      desk.clock.forward(HOUR);
      const outcome = await confirm(desk, token, desk.visit());
      expect(outcome).toMatchObject({ kind: 'confirmed', reader: { state: 'active', email: anna } });
      expect(await ways.found()).toMatchObject({
        state: 'active',
        consentVersion: 1,
        sections: ['world'],
        language: 'de',
        timeZone: 'Asia/Tokyo',
        edition: 'daily',
      });
    });

    it('keeps as evidence what was agreed to, when, from where, and how it was proved', async () => {
      const reader = await ways.confirmed();
      const data = await exportOf(desk.subscribers, reader.id);
      expect(data?.consent).toMatchObject([
        {
          n: 1,
          type: 'confirmed',
          wording: 'en-1',
          source: 'test',
          network: '198.51.100.0/24',
          asked: { source: 'page', network: '203.0.113.0/24' },
          proof: { how: 'button', token: expect.stringMatching(/^[0-9a-f]{64}$/) },
        },
      ]);
      expect(data?.ledger).toEqual({ ok: true, entries: 1 });
      expect(JSON.stringify(data?.consent)).not.toContain('example.com');
    });

    it('is confirmed by the browser that signed up, and says so', async () => {
      const outcome = await signUp(desk, desk.request());
      if (outcome.kind !== 'answered' || outcome.mail.kind !== 'confirm') throw new Error(outcome.kind);
      const { browserToken, mail } = outcome;
      expect(await openConfirmation(desk, mail.token)).toMatchObject({ kind: 'open', sameBrowser: false });
      expect(await openConfirmation(desk, mail.token, browserToken)).toMatchObject({ sameBrowser: true });
      await confirm(desk, mail.token, { ...desk.visit(), browserToken });
      const data = await exportOf(desk.subscribers, (await ways.found())?.id ?? '');
      expect(data?.consent[0]?.proof?.how).toBe('same-browser');
    });

    it('keeps a browser’s cookie over a double click, and knows no other browser', async () => {
      const first = await signUp(desk, desk.request());
      if (first.kind !== 'answered' || first.mail.kind !== 'confirm') throw new Error(first.kind);
      const { browserToken, mail } = first;
      const second = await signUp(desk, desk.request({ browserToken }));
      const other = await signUp(desk, desk.request({ browserToken: '<script>' }));
      expect(second).toEqual({ kind: 'answered', mail: { kind: 'none' }, browserToken });
      if (other.kind !== 'answered') throw new Error(other.kind);
      expect(other.browserToken).toMatch(/^[\w-]{22}$/);
      const sameBrowser = async (cookie: string) => openConfirmation(desk, mail.token, cookie);
      expect(await sameBrowser(browserToken)).toMatchObject({ sameBrowser: true });
      expect(await sameBrowser(other.browserToken)).toMatchObject({ sameBrowser: false });
    });

    it('leaves nothing after 48 hours when nobody confirms', async () => {
      await ways.asked();
      desk.clock.forward(48 * HOUR);
      expect(await ways.found()).toBeUndefined();
      expect(await everyone()).toEqual([]);
      await ways.asked();
      expect(await everyone()).toHaveLength(1);
    });

    it('mails an address once in 24 hours and three times ever, until its owner answers', async () => {
      const mails: string[] = [];
      for (let hour = 0; hour < 24 * 10; hour += 8) {
        mails.push(await ways.mailOf());
        desk.clock.forward(8 * HOUR);
      }
      expect(mails.filter((kind) => kind === 'confirm')).toHaveLength(3);
      expect(mails.slice(0, 9)).toEqual([
        'confirm',
        'none',
        'none',
        'confirm',
        'none',
        'none',
        'confirm',
        'none',
        'none',
      ]);
      desk.clock.forward(1_000 * DAY);
      expect(await ways.mailOf()).toBe('none');
    });

    it('keeps what was asked for first: a second sign-up cannot change what the link confirms', async () => {
      const token = await ways.asked({ choices: { sections: ['world'] } });
      expect(await ways.mailOf({ choices: { sections: ['markets'] } })).toBe('none');
      await confirm(desk, token, desk.visit());
      expect(await ways.found()).toMatchObject({ sections: ['world'], consentVersion: 1 });
    });

    it('makes a new consent of a later sign-up, and the older link opens nothing', async () => {
      const older = await ways.asked({ choices: { sections: ['world'] } });
      desk.clock.forward(24 * HOUR);
      const newer = await ways.asked({ choices: { sections: ['markets'] } });
      expect(await confirm(desk, older, desk.visit())).toEqual({ kind: 'gone', reason: 'outdated' });
      expect(await confirm(desk, newer, desk.visit())).toMatchObject({ kind: 'confirmed' });
      expect(await ways.found()).toMatchObject({ sections: ['markets'], consentVersion: 2 });
    });

    it('is done when the link is followed again, and mails nobody twice', async () => {
      const token = await ways.asked();
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => confirm(desk, token, desk.visit())));
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual([...Array(4).fill('already'), 'confirmed']);
      expect(await ways.ledgerOf(await ways.found())).toEqual({ ok: true, entries: 1 });
    });

    it('makes one profile of twenty sign-ups at the same time, and one mail', async () => {
      const kinds = await Promise.all(Array.from({ length: 20 }, () => ways.mailOf()));
      expect(kinds.filter((kind) => kind === 'confirm')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'none')).toHaveLength(19);
      expect(await everyone()).toHaveLength(1);
    });

    it('tells an active reader in a mail that they are one, and changes nothing', async () => {
      const reader = await ways.confirmed();
      const before = await exportOf(desk.subscribers, reader.id);
      expect(await ways.mailOf({ choices: { sections: ['markets'], language: 'de' } })).toBe(
        'already-subscribed',
      );
      expect(await ways.mailOf()).toBe('none');
      expect(await exportOf(desk.subscribers, reader.id)).toEqual({
        ...before,
        signUpMails: { count: 1, lastAt: desk.clock.iso() },
      });
    });

    it('lets somebody who unsubscribed come back by a new confirmation, with a new consent', async () => {
      const reader = await ways.confirmed();
      await ways.leave(reader);
      const token = await ways.asked({ choices: { sections: ['markets'] } });
      expect(await ways.found()).toMatchObject({ state: 'unsubscribed', consentVersion: 1 });
      expect(await confirm(desk, token, desk.visit())).toMatchObject({ kind: 'confirmed' });
      const back = await ways.found();
      expect(back).toMatchObject({
        id: reader.id,
        state: 'active',
        consentVersion: 2,
        sections: ['markets'],
      });
      expect(back).not.toHaveProperty('leftAt');
      expect(await ways.leave(reader)).toEqual({ kind: 'gone', reason: 'outdated' });
      expect((await ways.found())?.state).toBe('active');
      expect(await ways.ledgerOf(back)).toEqual({ ok: true, entries: 3 });
    });

    it('keeps an unsubscribed reader as they are when nobody confirms', async () => {
      const reader = await ways.confirmed();
      await ways.leave(reader);
      const before = await ways.found();
      await ways.asked();
      desk.clock.forward(49 * HOUR);
      expect(await ways.found()).toEqual(before);
      expect(await exportOf(desk.subscribers, reader.id)).not.toHaveProperty('asked');
    });

    it('never makes an old link undo an unsubscribing', async () => {
      const token = await ways.asked();
      await confirm(desk, token, desk.visit());
      await ways.leave((await ways.found()) ?? { id: '', consentVersion: 0 });
      expect(await confirm(desk, token, desk.visit())).toEqual({ kind: 'gone', reason: 'outdated' });
      expect((await ways.found())?.state).toBe('unsubscribed');
    });

    it('mails a suppressed address nothing, and confirms nothing there', async () => {
      const token = await ways.asked();
      const pending = await ways.found();
      await desk.subscribers.suppress(pending?.id ?? '', { reason: 'bounce', at: desk.clock.iso() });
      expect(await confirm(desk, token, desk.visit())).toEqual({ kind: 'gone', reason: 'outdated' });
      desk.clock.forward(2 * DAY);
      expect(await ways.mailOf()).toBe('none');
      expect((await ways.found())?.state).toBe('suppressed');
    });

    it('gives a guest’s address to the person who signs up', async () => {
      const guest = aSubscriber({ id: 'guest', email: anna, state: 'guest', createdAt: desk.clock.iso() });
      await desk.subscribers.add(guest);
      await confirm(desk, await ways.asked(), desk.visit());
      expect(await ways.found()).toMatchObject({ state: 'active' });
      expect(await desk.subscribers.get('guest')).toBeUndefined();
    });

    it.each([
      ['an address that is none', { email: 'anna' }, { email: 'shape' }],
      ['no section', { choices: { sections: [] } }, { choices: 'no-section' }],
      ['a section that there is not', { choices: { sections: ['sports'] } }, { choices: 'unknown-value' }],
      ['a zone that there is not', { choices: { timeZone: 'Mars/Olympus' } }, { choices: 'time-zone' }],
      ['an hour that there is not', { choices: { hour: 24 } }, { choices: 'hour' }],
    ])('refuses %s', async (_, fields, faults) => {
      expect(await signUp(desk, desk.request(fields))).toEqual({ kind: 'invalid', ...faults });
      expect(await everyone()).toEqual([]);
    });
  });

  describe(`limits on ${engine}`, () => {
    it('mail one victim once, however often and from wherever they are signed up', async () => {
      const kinds: string[] = [];
      for (let n = 0; n < 60; n += 1) kinds.push(await ways.mailOf({ address: `10.${n}.1.1` }));
      expect(kinds.filter((kind) => kind === 'confirm')).toHaveLength(1);
      expect(new Set(kinds)).toEqual(new Set(['confirm', 'none']));
      expect(await ways.mailOf({ email: 'real@example.org', address: '192.0.2.1' })).toBe('confirm');
    });

    it('let one network sign up so many an hour, others as ever', async () => {
      desk = { ...desk, limits: { networkAnHour: 5, mailsAnHour: 100 } };
      ways = annaAt(desk);
      const kinds: string[] = [];
      for (let n = 0; n < 9; n += 1) {
        kinds.push(await ways.mailOf({ email: `v${n}@example.com`, address: `203.0.113.${n}` }));
      }
      expect(kinds).toEqual([...Array(5).fill('confirm'), ...Array(4).fill('busy')]);
      expect(await ways.mailOf({ email: 'real@example.org', address: '192.0.2.1' })).toBe('confirm');
      desk.clock.forward(HOUR);
      expect(await ways.mailOf({ email: 'v8@example.com', address: '203.0.113.8' })).toBe('confirm');
    });

    it('hold back a flood from everywhere, and say when to come again', async () => {
      desk = { ...desk, limits: { networkAnHour: 5, mailsAnHour: 3 } };
      ways = annaAt(desk);
      for (let n = 0; n < 3; n += 1)
        await ways.mailOf({ email: `v${n}@example.com`, address: `10.${n}.0.1` });
      desk.clock.forward(15 * MINUTE);
      const outcome = await signUp(desk, desk.request({ address: '10.9.0.1' }));
      expect(outcome).toEqual({ kind: 'busy', retryAfterSeconds: 45 * 60 });
      expect(await ways.found()).toBeUndefined();
    });

    it('begin anew for an address whose owner confirmed', async () => {
      const reader = await ways.confirmed();
      await ways.leave(reader);
      expect(await ways.mailOf()).toBe('confirm');
    });
  });
}
