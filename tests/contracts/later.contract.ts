import { beforeEach, describe, expect, it } from 'vitest';
import { choosePreferences, undoUnsubscribe, unsubscribe } from '../../lambdas/core/manage-subscription.ts';
import {
  confirmAddressChange,
  openAddressChange,
  requestAddressChange,
} from '../../lambdas/core/subscribers/address-change.ts';
import { confirm } from '../../lambdas/core/subscribers/confirm.ts';
import { erase, eraseMyData, exportOf } from '../../lambdas/core/subscribers/my-data.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import { aDesk, annaAt, type Desk } from '../support/sign-ups.ts';
import type { Stores } from '../support/stores.ts';
import { all, aSubscriber, MINUTE } from './samples.ts';

const HOUR = 60 * MINUTE;
const anna = 'anna@example.com';
const visit = { address: '203.0.113.9' };

/** What a reader does later, on any store; `open` gives stores that nobody has used. */
export function laterContract(engine: string, open: () => Promise<Stores>): void {
  let desk: Desk;
  let ways: ReturnType<typeof annaAt>;

  const everyone = async () => all(desk.subscribers.list({}));

  beforeEach(async () => {
    desk = aDesk(await open());
    ways = annaAt(desk);
  });

  describe(`a change of address on ${engine}`, () => {
    const link = (reader: Subscriber) => desk.tokens.make('preferences', reader, desk.clock.now());
    async function askedFor(reader: Subscriber, email: string): Promise<string> {
      const outcome = await requestAddressChange(desk, link(reader), email, visit);
      if (outcome.kind !== 'answered' || outcome.mail.kind !== 'confirm-address') {
        throw new Error(JSON.stringify(outcome));
      }
      expect(outcome.mail.to).toBe(email);
      return outcome.mail.token;
    }

    it('happens when the new address confirms, and is a new consent', async () => {
      const reader = await ways.confirmed();
      const token = await askedFor(reader, 'new@example.org');
      expect((await ways.found())?.email).toBe(anna);
      expect(await openAddressChange(desk, token)).toMatchObject({ kind: 'open', email: 'new@example.org' });
      const outcome = await confirmAddressChange(desk, token, desk.visit());
      expect(outcome).toMatchObject({ kind: 'changed', previousEmail: anna });
      expect(await ways.found()).toBeUndefined();
      const moved = await desk.subscribers.findByEmail('new@example.org');
      expect(moved).toMatchObject({ id: reader.id, state: 'active', consentVersion: 2 });
      expect(await ways.leave(reader)).toMatchObject({ kind: 'gone' });
      expect(await ways.ledgerOf(moved)).toEqual({ ok: true, entries: 2 });
      expect(await ways.mailOf()).toBe('confirm');
    });

    it('is confirmed for the address that the link was mailed to, never for one asked for later', async () => {
      const reader = await ways.confirmed();
      const first = await askedFor(reader, 'first@example.org');
      const second = await askedFor(reader, 'second@example.org');
      expect(await confirmAddressChange(desk, first, desk.visit())).toMatchObject({ kind: 'gone' });
      expect(await confirmAddressChange(desk, second, desk.visit())).toMatchObject({ kind: 'changed' });
      expect(await confirmAddressChange(desk, second, desk.visit())).toMatchObject({ kind: 'gone' });
    });

    it('says the same of an address that is taken, and mails its reader that they are one', async () => {
      const reader = await ways.confirmed();
      await desk.subscribers.add(aSubscriber({ id: 'ben' }));
      const taken = await requestAddressChange(desk, link(reader), 'ben@example.com', visit);
      expect(taken).toMatchObject({ kind: 'answered', mail: { kind: 'already-subscribed' } });
      const again = await requestAddressChange(desk, link(reader), 'ben@example.com', visit);
      expect(again).toMatchObject({ kind: 'answered', mail: { kind: 'none' } });
    });

    it('never takes an address that became somebody’s meanwhile, or that is suppressed', async () => {
      const reader = await ways.confirmed();
      const token = await askedFor(reader, 'ben@example.com');
      await desk.subscribers.add(aSubscriber({ id: 'ben' }));
      expect(await confirmAddressChange(desk, token, desk.visit())).toEqual({ kind: 'taken' });
      await erase(desk.subscribers, 'ben', desk.clock.iso(), 'test');
      expect(await confirmAddressChange(desk, token, desk.visit())).toEqual({ kind: 'taken' });
      expect((await ways.found())?.id).toBe(reader.id);
    });

    it('lapses after a day, and with the consent', async () => {
      const reader = await ways.confirmed();
      const token = await askedFor(reader, 'new@example.org');
      await ways.leave(reader);
      expect(await confirmAddressChange(desk, token, desk.visit())).toMatchObject({ kind: 'gone' });
    });

    it('of the same letters in another case keeps the reader', async () => {
      const reader = await ways.confirmed();
      const token = await askedFor(reader, 'Anna@example.com');
      expect(await confirmAddressChange(desk, token, desk.visit())).toMatchObject({ kind: 'changed' });
      expect(await ways.found()).toMatchObject({ id: reader.id, email: 'Anna@example.com' });
    });
  });

  describe(`leaving on ${engine}`, () => {
    it('keeps how and why, once', async () => {
      const reader = await ways.confirmed();
      await ways.leave(reader, { via: 'one-click', network: '192.0.2.0/24' });
      expect(await ways.found()).toMatchObject({ state: 'unsubscribed', leftVia: 'one-click' });
      await ways.leave(reader, { via: 'page', reason: 'too-many' });
      expect(await ways.found()).toMatchObject({ leftVia: 'page', leftReason: 'too-many' });
      await ways.leave(reader, { via: 'page', reason: 'other' });
      expect(await ways.found()).toMatchObject({ leftReason: 'too-many' });
      expect(await ways.ledgerOf(await ways.found())).toEqual({ ok: true, entries: 3 });
    });

    it('can be taken back within the hour, as a new consent', async () => {
      const reader = await ways.confirmed();
      await ways.leave(reader);
      const undo = desk.tokens.make('undo', reader, desk.clock.now());
      desk.clock.forward(HOUR);
      expect(await undoUnsubscribe(desk, undo, { source: 'test' })).toMatchObject({ kind: 'resubscribed' });
      expect(await ways.found()).toMatchObject({ state: 'active', consentVersion: 2 });
      expect(await undoUnsubscribe(desk, undo, { source: 'test' })).toMatchObject({ kind: 'gone' });
    });
  });

  describe(`a newer consent on ${engine}`, () => {
    it('is not touched by any link of an older one, whoever kept or forwarded it', async () => {
      const asked = await ways.asked();
      await confirm(desk, asked, desk.visit());
      const before = await ways.found();
      if (!before) throw new Error('nobody confirmed');
      const now = desk.clock.now();
      const [preferences, leave, undo] = (['preferences', 'unsubscribe', 'undo'] as const).map((purpose) =>
        desk.tokens.make(purpose, before, now),
      ) as [string, string, string];
      const change = await requestAddressChange(desk, preferences, 'new@example.org', visit);
      if (change.kind !== 'answered' || change.mail.kind !== 'confirm-address') throw new Error(change.kind);
      await ways.leave(before);
      const reader = await ways.confirmed();
      expect(reader).toMatchObject({ id: before.id, consentVersion: 2 });
      const held = await exportOf(desk.subscribers, reader.id);
      const choices = { sections: ['markets'], language: 'de', edition: 'weekly' };
      const outcomes = [
        await confirm(desk, asked, desk.visit()),
        await confirmAddressChange(desk, change.mail.token, desk.visit()),
        await choosePreferences(desk, preferences, choices),
        await requestAddressChange(desk, preferences, 'other@example.org', visit),
        await eraseMyData(desk, preferences, 'test'),
        await unsubscribe(desk, leave, { via: 'one-click' }),
        await undoUnsubscribe(desk, undo, { source: 'test' }),
      ];
      expect(outcomes).toEqual(Array(7).fill({ kind: 'gone', reason: 'outdated' }));
      expect(await exportOf(desk.subscribers, reader.id)).toEqual(held);
      // Nor does an old "it was a mistake" end the newer leaving.
      await ways.leave(reader);
      expect(await undoUnsubscribe(desk, undo, { source: 'test' })).toMatchObject({ kind: 'gone' });
      expect(await ways.found()).toMatchObject({ state: 'unsubscribed', consentVersion: 2 });
    });
  });

  describe(`erasing on ${engine}`, () => {
    it('leaves nothing but that the address gets no mail', async () => {
      const reader = await ways.confirmed();
      await requestAddressChange(
        desk,
        desk.tokens.make('preferences', reader, desk.clock.now()),
        'new@example.org',
        {},
      );
      expect(await erase(desk.subscribers, reader.id, desk.clock.iso(), 'test')).toBe('done');
      expect(await ways.found()).toBeUndefined();
      expect(await exportOf(desk.subscribers, reader.id)).toBeUndefined();
      expect(await desk.subscribers.history(reader.id)).toEqual([]);
      expect(await everyone()).toEqual([]);
      const outcome = await desk.subscribers.add(aSubscriber({ id: 'again', email: anna }));
      expect(outcome).toMatchObject({ kind: 'suppressed', cause: { reason: 'erased' } });
      expect(await ways.mailOf()).toBe('none');
      expect(await erase(desk.subscribers, reader.id, desk.clock.iso(), 'test')).toBe('unknown');
    });

    it('works for whoever was suppressed before, and is what is remembered then', async () => {
      const reader = await ways.confirmed();
      await desk.subscribers.suppress(reader.id, { reason: 'bounce', at: desk.clock.iso() });
      expect(await erase(desk.subscribers, reader.id, desk.clock.iso(), 'test')).toBe('done');
      const known = await desk.subscribers.known({ email: anna });
      expect(known.address?.suppression?.reason).toBe('erased');
    });
  });
}
