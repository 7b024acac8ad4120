import { beforeEach, describe, expect, it } from 'vitest';
import { undoUnsubscribe, unsubscribe } from '../../lambdas/core/manage-subscription.ts';
import {
  confirmAddressChange,
  openAddressChange,
  requestAddressChange,
} from '../../lambdas/core/subscribers/address-change.ts';
import { confirm, openConfirmation } from '../../lambdas/core/subscribers/confirm.ts';
import { erase, exportOf } from '../../lambdas/core/subscribers/my-data.ts';
import { type SignUpRequest, signUp } from '../../lambdas/core/subscribers/sign-up.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import { aDesk, type Desk } from '../support/sign-ups.ts';
import type { Stores } from '../support/stores.ts';
import { all, aSubscriber, DAY, MINUTE } from './samples.ts';

const HOUR = 60 * MINUTE;
const anna = 'anna@example.com';

/** The ways of a reader, on any store; `open` gives stores that nobody has used. */
export function signingUpContract(engine: string, open: () => Promise<Stores>): void {
  let desk: Desk;
  const found = () => desk.subscribers.findByEmail(anna);
  const everyone = async () => all(desk.subscribers.list({}));
  const ledgerOf = async (reader: Subscriber | undefined) =>
    (await exportOf(desk.subscribers, reader?.id ?? ''))?.ledger;

  beforeEach(async () => {
    desk = aDesk(await open());
  });

  /** Signs up and returns the token in the mail. */
  async function asked(fields: Partial<SignUpRequest> = {}): Promise<string> {
    const outcome = await signUp(desk, desk.request(fields));
    if (outcome.kind !== 'answered' || outcome.mail.kind !== 'confirm') {
      throw new Error(`expected a mail to confirm, got ${JSON.stringify(outcome)}`);
    }
    return outcome.mail.token;
  }

  const mailOf = async (fields: Partial<SignUpRequest> = {}) => {
    const outcome = await signUp(desk, desk.request(fields));
    return outcome.kind === 'answered' ? outcome.mail.kind : outcome.kind;
  };

  async function aReader(): Promise<Subscriber> {
    const outcome = await confirm(desk, await asked(), desk.visit());
    if (outcome.kind !== 'confirmed') throw new Error(outcome.kind);
    return outcome.reader;
  }

  const leave = (reader: Pick<Subscriber, 'id' | 'consentVersion'>, how = {}) =>
    unsubscribe(desk, desk.tokens.make('unsubscribe', reader, desk.clock.now()), how);

  describe(`signing up on ${engine}`, () => {
    it('makes a pending reader, and an active one once they confirm', async () => {
      const token = await asked({ choices: { sections: ['world'], language: 'de', timeZone: 'Asia/Tokyo' } });
      expect(await found()).toMatchObject({ state: 'pending', consentVersion: 1 });
      desk.clock.forward(HOUR);
      const outcome = await confirm(desk, token, desk.visit());
      expect(outcome).toMatchObject({ kind: 'confirmed', reader: { state: 'active', email: anna } });
      expect(await found()).toMatchObject({
        state: 'active',
        consentVersion: 1,
        sections: ['world'],
        language: 'de',
        timeZone: 'Asia/Tokyo',
        edition: 'daily',
      });
    });

    it('keeps as evidence what was agreed to, when, from where, and how it was proved', async () => {
      const reader = await aReader();
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
      const data = await exportOf(desk.subscribers, (await found())?.id ?? '');
      expect(data?.consent[0]?.proof?.how).toBe('same-browser');
    });

    it('leaves nothing after 48 hours when nobody confirms', async () => {
      await asked();
      desk.clock.forward(48 * HOUR);
      expect(await found()).toBeUndefined();
      expect(await everyone()).toEqual([]);
      await asked();
      expect(await everyone()).toHaveLength(1);
    });

    it('mails an address once in 24 hours and three times ever, until its owner answers', async () => {
      const mails: string[] = [];
      for (let hour = 0; hour < 24 * 10; hour += 8) {
        mails.push(await mailOf());
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
      expect(await mailOf()).toBe('none');
    });

    it('keeps what was asked for first: a second sign-up cannot change what the link confirms', async () => {
      const token = await asked({ choices: { sections: ['world'] } });
      expect(await mailOf({ choices: { sections: ['markets'] } })).toBe('none');
      await confirm(desk, token, desk.visit());
      expect(await found()).toMatchObject({ sections: ['world'], consentVersion: 1 });
    });

    it('makes a new consent of a later sign-up, and the older link opens nothing', async () => {
      const older = await asked({ choices: { sections: ['world'] } });
      desk.clock.forward(24 * HOUR);
      const newer = await asked({ choices: { sections: ['markets'] } });
      expect(await confirm(desk, older, desk.visit())).toEqual({ kind: 'gone', reason: 'outdated' });
      expect(await confirm(desk, newer, desk.visit())).toMatchObject({ kind: 'confirmed' });
      expect(await found()).toMatchObject({ sections: ['markets'], consentVersion: 2 });
    });

    it('is done when the link is followed again, and mails nobody twice', async () => {
      const token = await asked();
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => confirm(desk, token, desk.visit())));
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual([...Array(4).fill('already'), 'confirmed']);
      expect(await ledgerOf(await found())).toEqual({ ok: true, entries: 1 });
    });

    it('makes one profile of twenty sign-ups at the same time, and one mail', async () => {
      const kinds = await Promise.all(Array.from({ length: 20 }, () => mailOf()));
      expect(kinds.filter((kind) => kind === 'confirm')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'none')).toHaveLength(19);
      expect(await everyone()).toHaveLength(1);
    });

    it('tells an active reader in a mail that they are one, and changes nothing', async () => {
      const reader = await aReader();
      const before = await exportOf(desk.subscribers, reader.id);
      expect(await mailOf({ choices: { sections: ['markets'], language: 'de' } })).toBe('already-subscribed');
      expect(await mailOf()).toBe('none');
      expect(await exportOf(desk.subscribers, reader.id)).toEqual({
        ...before,
        signUpMails: { count: 1, lastAt: desk.clock.iso() },
      });
    });

    it('lets somebody who unsubscribed come back by a new confirmation, with a new consent', async () => {
      const reader = await aReader();
      await leave(reader);
      const token = await asked({ choices: { sections: ['markets'] } });
      expect(await found()).toMatchObject({ state: 'unsubscribed', consentVersion: 1 });
      expect(await confirm(desk, token, desk.visit())).toMatchObject({ kind: 'confirmed' });
      const back = await found();
      expect(back).toMatchObject({
        id: reader.id,
        state: 'active',
        consentVersion: 2,
        sections: ['markets'],
      });
      expect(back).not.toHaveProperty('leftAt');
      expect(await leave(reader)).toEqual({ kind: 'gone', reason: 'outdated' });
      expect((await found())?.state).toBe('active');
      expect(await ledgerOf(back)).toEqual({ ok: true, entries: 3 });
    });

    it('keeps an unsubscribed reader as they are when nobody confirms', async () => {
      const reader = await aReader();
      await leave(reader);
      const before = await found();
      await asked();
      desk.clock.forward(49 * HOUR);
      expect(await found()).toEqual(before);
      expect(await exportOf(desk.subscribers, reader.id)).not.toHaveProperty('asked');
    });

    it('never makes an old link undo an unsubscribing', async () => {
      const token = await asked();
      await confirm(desk, token, desk.visit());
      await leave((await found()) ?? { id: '', consentVersion: 0 });
      expect(await confirm(desk, token, desk.visit())).toEqual({ kind: 'gone', reason: 'outdated' });
      expect((await found())?.state).toBe('unsubscribed');
    });

    it('mails a suppressed address nothing, and confirms nothing there', async () => {
      const token = await asked();
      const pending = await found();
      await desk.subscribers.suppress(pending?.id ?? '', { reason: 'bounce', at: desk.clock.iso() });
      expect(await confirm(desk, token, desk.visit())).toEqual({ kind: 'gone', reason: 'outdated' });
      desk.clock.forward(2 * DAY);
      expect(await mailOf()).toBe('none');
      expect((await found())?.state).toBe('suppressed');
    });

    it('gives a guest’s address to the person who signs up', async () => {
      const guest = aSubscriber({ id: 'guest', email: anna, state: 'guest', createdAt: desk.clock.iso() });
      await desk.subscribers.add(guest);
      await confirm(desk, await asked(), desk.visit());
      expect(await found()).toMatchObject({ state: 'active' });
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
      for (let n = 0; n < 60; n += 1) kinds.push(await mailOf({ address: `10.${n}.1.1` }));
      expect(kinds.filter((kind) => kind === 'confirm')).toHaveLength(1);
      expect(new Set(kinds)).toEqual(new Set(['confirm', 'none']));
      expect(await mailOf({ email: 'real@example.org', address: '192.0.2.1' })).toBe('confirm');
    });

    it('let one network sign up so many an hour, others as ever', async () => {
      desk = { ...desk, limits: { networkAnHour: 5, mailsAnHour: 100 } };
      const kinds: string[] = [];
      for (let n = 0; n < 9; n += 1) {
        kinds.push(await mailOf({ email: `v${n}@example.com`, address: `203.0.113.${n}` }));
      }
      expect(kinds).toEqual([...Array(5).fill('confirm'), ...Array(4).fill('busy')]);
      expect(await mailOf({ email: 'real@example.org', address: '192.0.2.1' })).toBe('confirm');
      desk.clock.forward(HOUR);
      expect(await mailOf({ email: 'v8@example.com', address: '203.0.113.8' })).toBe('confirm');
    });

    it('hold back a flood from everywhere, and say when to come again', async () => {
      desk = { ...desk, limits: { networkAnHour: 5, mailsAnHour: 3 } };
      for (let n = 0; n < 3; n += 1) await mailOf({ email: `v${n}@example.com`, address: `10.${n}.0.1` });
      desk.clock.forward(15 * MINUTE);
      const outcome = await signUp(desk, desk.request({ address: '10.9.0.1' }));
      expect(outcome).toEqual({ kind: 'busy', retryAfterSeconds: 45 * 60 });
      expect(await found()).toBeUndefined();
    });

    it('begin anew for an address whose owner confirmed', async () => {
      const reader = await aReader();
      await leave(reader);
      expect(await mailOf()).toBe('confirm');
    });
  });

  describe(`a change of address on ${engine}`, () => {
    const link = (reader: Subscriber) => desk.tokens.make('preferences', reader, desk.clock.now());
    const visit = { address: '203.0.113.9' };

    async function askedFor(reader: Subscriber, email: string): Promise<string> {
      const outcome = await requestAddressChange(desk, link(reader), email, visit);
      if (outcome.kind !== 'answered' || outcome.mail.kind !== 'confirm-address') {
        throw new Error(JSON.stringify(outcome));
      }
      expect(outcome.mail.to).toBe(email);
      return outcome.mail.token;
    }

    it('happens when the new address confirms, and is a new consent', async () => {
      const reader = await aReader();
      const token = await askedFor(reader, 'new@example.org');
      expect((await found())?.email).toBe(anna);
      expect(await openAddressChange(desk, token)).toMatchObject({ kind: 'open', email: 'new@example.org' });
      const outcome = await confirmAddressChange(desk, token, desk.visit());
      expect(outcome).toMatchObject({ kind: 'changed', previousEmail: anna });
      expect(await found()).toBeUndefined();
      const moved = await desk.subscribers.findByEmail('new@example.org');
      expect(moved).toMatchObject({ id: reader.id, state: 'active', consentVersion: 2 });
      expect(await leave(reader)).toMatchObject({ kind: 'gone' });
      expect(await ledgerOf(moved)).toEqual({ ok: true, entries: 2 });
      expect(await mailOf()).toBe('confirm');
    });

    it('is confirmed for the address that the link was mailed to, never for one asked for later', async () => {
      const reader = await aReader();
      const first = await askedFor(reader, 'first@example.org');
      const second = await askedFor(reader, 'second@example.org');
      expect(await confirmAddressChange(desk, first, desk.visit())).toMatchObject({ kind: 'gone' });
      expect(await confirmAddressChange(desk, second, desk.visit())).toMatchObject({ kind: 'changed' });
      expect(await confirmAddressChange(desk, second, desk.visit())).toMatchObject({ kind: 'gone' });
    });

    it('says the same of an address that is taken, and mails its reader that they are one', async () => {
      const reader = await aReader();
      await desk.subscribers.add(aSubscriber({ id: 'ben' }));
      const taken = await requestAddressChange(desk, link(reader), 'ben@example.com', visit);
      expect(taken).toMatchObject({ kind: 'answered', mail: { kind: 'already-subscribed' } });
      const again = await requestAddressChange(desk, link(reader), 'ben@example.com', visit);
      expect(again).toMatchObject({ kind: 'answered', mail: { kind: 'none' } });
    });

    it('never takes an address that became somebody’s meanwhile, or that is suppressed', async () => {
      const reader = await aReader();
      const token = await askedFor(reader, 'ben@example.com');
      await desk.subscribers.add(aSubscriber({ id: 'ben' }));
      expect(await confirmAddressChange(desk, token, desk.visit())).toEqual({ kind: 'taken' });
      await erase(desk.subscribers, 'ben', desk.clock.iso(), 'test');
      expect(await confirmAddressChange(desk, token, desk.visit())).toEqual({ kind: 'taken' });
      expect((await found())?.id).toBe(reader.id);
    });

    it('lapses after a day, and with the consent', async () => {
      const reader = await aReader();
      const token = await askedFor(reader, 'new@example.org');
      await leave(reader);
      expect(await confirmAddressChange(desk, token, desk.visit())).toMatchObject({ kind: 'gone' });
    });

    it('of the same letters in another case keeps the reader', async () => {
      const reader = await aReader();
      const token = await askedFor(reader, 'Anna@example.com');
      expect(await confirmAddressChange(desk, token, desk.visit())).toMatchObject({ kind: 'changed' });
      expect(await found()).toMatchObject({ id: reader.id, email: 'Anna@example.com' });
    });
  });

  describe(`leaving on ${engine}`, () => {
    it('keeps how and why, once', async () => {
      const reader = await aReader();
      await leave(reader, { via: 'one-click', network: '192.0.2.0/24' });
      expect(await found()).toMatchObject({ state: 'unsubscribed', leftVia: 'one-click' });
      await leave(reader, { via: 'page', reason: 'too-many' });
      expect(await found()).toMatchObject({ leftVia: 'page', leftReason: 'too-many' });
      await leave(reader, { via: 'page', reason: 'other' });
      expect(await found()).toMatchObject({ leftReason: 'too-many' });
      expect(await ledgerOf(await found())).toEqual({ ok: true, entries: 3 });
    });

    it('can be taken back within the hour, as a new consent', async () => {
      const reader = await aReader();
      await leave(reader);
      const undo = desk.tokens.make('undo', reader, desk.clock.now());
      desk.clock.forward(HOUR);
      expect(await undoUnsubscribe(desk, undo, { source: 'test' })).toMatchObject({ kind: 'resubscribed' });
      expect(await found()).toMatchObject({ state: 'active', consentVersion: 2 });
      expect(await undoUnsubscribe(desk, undo, { source: 'test' })).toMatchObject({ kind: 'gone' });
    });
  });

  describe(`erasing on ${engine}`, () => {
    it('leaves nothing but that the address gets no mail', async () => {
      const reader = await aReader();
      await requestAddressChange(
        desk,
        desk.tokens.make('preferences', reader, desk.clock.now()),
        'new@example.org',
        {},
      );
      expect(await erase(desk.subscribers, reader.id, desk.clock.iso(), 'test')).toBe('done');
      expect(await found()).toBeUndefined();
      expect(await exportOf(desk.subscribers, reader.id)).toBeUndefined();
      expect(await desk.subscribers.history(reader.id)).toEqual([]);
      expect(await everyone()).toEqual([]);
      const outcome = await desk.subscribers.add(aSubscriber({ id: 'again', email: anna }));
      expect(outcome).toMatchObject({ kind: 'suppressed', cause: { reason: 'erased' } });
      expect(await mailOf()).toBe('none');
      expect(await erase(desk.subscribers, reader.id, desk.clock.iso(), 'test')).toBe('unknown');
    });

    it('works for whoever was suppressed before, and is what is remembered then', async () => {
      const reader = await aReader();
      await desk.subscribers.suppress(reader.id, { reason: 'bounce', at: desk.clock.iso() });
      expect(await erase(desk.subscribers, reader.id, desk.clock.iso(), 'test')).toBe('done');
      const known = await desk.subscribers.known({ email: anna });
      expect(known.address?.suppression?.reason).toBe('erased');
    });
  });
}
