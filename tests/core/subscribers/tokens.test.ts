import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linksUnder } from '../../../lambdas/core/subscribers/links.ts';
import { type TokenSecret, tokensOf } from '../../../lambdas/core/subscribers/tokens.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const secret: TokenSecret = { current: 1, tokenKeys: { 1: key(1) } };
const tokens = tokensOf(secret);
const ada = { id: 'k7Jp2QxY0aVb3nRt8LwZ1g', consentVersion: 3 };
const now = new Date('2026-11-24T06:00:00Z');
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
const PURPOSES = ['unsubscribe', 'preferences', 'confirm', 'address-change', 'undo'] as const;
const purpose = fc.constantFrom(...PURPOSES);

describe('a token', () => {
  it('says for whom and for which consent it was made', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9_-]{22}$/);
    const consentVersion = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(
        purpose,
        fc.record({ id, consentVersion, about: id }, { requiredKeys: ['id', 'consentVersion'] }),
        (use, reader) => {
          expect(tokens.read(use, tokens.make(use, reader, now), now)).toEqual({ ok: true, reader });
        },
      ),
    );
  });

  it('is short and URL-safe', () => {
    expect(tokens.make('unsubscribe', ada, now)).toMatch(/^[A-Za-z0-9_-]{62}$/);
  });

  it('opens nothing of another purpose', () => {
    for (const made of PURPOSES) {
      const opens = PURPOSES.filter((use) => tokens.read(use, tokens.make(made, ada, now), now).ok);
      expect(opens).toEqual([made]);
    }
    const token = tokens.make('preferences', ada, now);
    expect(tokens.read('unsubscribe', token, now)).toEqual({ ok: false, reason: 'forged' });
  });

  it('with any one character changed, added or cut is refused', () => {
    const token = tokens.make('unsubscribe', ada, now);
    fc.assert(
      fc.property(
        fc.nat(token.length - 1),
        fc.stringMatching(/^[A-Za-z0-9_-]?$/),
        fc.nat(1),
        (at, character, cut) => {
          const changed = token.slice(0, at) + character + token.slice(at + cut);
          if (changed !== token) expect(tokens.read('unsubscribe', changed, now).ok).toBe(false);
        },
      ),
    );
  });

  it('that is any text at all is refused, never thrown on', () => {
    fc.assert(
      fc.property(
        purpose,
        fc.oneof(fc.string(), fc.base64String(), fc.string({ minLength: 5000, maxLength: 9000 })),
        (use, text) => {
          expect(tokens.read(use, text, now).ok).toBe(false);
        },
      ),
    );
  });

  it('unsubscribes for ever; one for preferences ends after 400 days', () => {
    const [leave, choose] = [tokens.make('unsubscribe', ada, now), tokens.make('preferences', ada, now)];
    expect(tokens.read('unsubscribe', leave, later(20_000)).ok).toBe(true);
    expect(tokens.read('preferences', choose, later(399)).ok).toBe(true);
    expect(tokens.read('preferences', choose, later(402))).toEqual({ ok: false, reason: 'expired' });
  });

  it.each([
    ['confirm', 24 * 60],
    ['address-change', 24 * 60],
    ['undo', 60],
  ] as const)('to %s is good for %i minutes', (use, minutes) => {
    const made = new Date('2026-11-24T06:00:59Z');
    const token = tokens.make(use, ada, made);
    const then = (more: number) => new Date(made.getTime() + (minutes + more) * 60_000);
    expect(tokens.read(use, token, then(0)).ok).toBe(true);
    expect(tokens.read(use, token, then(2))).toEqual({ ok: false, reason: 'expired' });
    expect(tokens.read(use, token, later(20_000))).toEqual({ ok: false, reason: 'expired' });
  });

  it('of an older key stays good when a new key is current', () => {
    const old = tokens.make('unsubscribe', ada, now);
    const rotated = tokensOf({ current: 2, tokenKeys: { 1: key(1), 2: key(2) } });
    expect(rotated.read('unsubscribe', old, now).ok).toBe(true);
    expect(tokens.read('unsubscribe', rotated.make('unsubscribe', ada, now), now)).toEqual({
      ok: false,
      reason: 'forged',
    });
  });

  it('of another newsletter’s key is refused', () => {
    const theirs = tokensOf({ current: 1, tokenKeys: { 1: key(9) } }).make('unsubscribe', ada, now);
    expect(tokens.read('unsubscribe', theirs, now)).toEqual({ ok: false, reason: 'forged' });
  });

  it('stays as it was written: the links in old mails depend on it', () => {
    expect(tokens.make('unsubscribe', ada, now)).toMatchInlineSnapshot(
      `"AQEAAAADUS1rN0pwMlF4WTBhVmIzblJ0OEx3WjFnkplMOotNu8VbaQ34uoChmQ"`,
    );
  });
});

describe('a secret', () => {
  it.each([
    ['no current key', { current: 2, tokenKeys: { 1: key(1) } }, /no key 2, which it names as current/],
    ['a short key', { current: 1, tokenKeys: { 1: 'c2hvcnQ=' } }, /token key 1 has 5 bytes; it needs 32/],
    [
      'a version that does not fit',
      { current: 1, tokenKeys: { 1: key(1), 256: key(2) } },
      /versions are 1 to 255/,
    ],
  ])('with %s is refused', (_, broken, message) => {
    expect(() => tokensOf(broken)).toThrow(message);
  });
});

describe('the links of a reader', () => {
  it('stand under the site, without address or id in clear', () => {
    const { unsubscribeUrl, preferencesUrl } = linksUnder('https://news.example.com/', tokens)(ada, now);
    expect(unsubscribeUrl).toMatch(/^https:\/\/news\.example\.com\/u\/[\w-]+$/);
    expect(preferencesUrl).toMatch(/^https:\/\/news\.example\.com\/p\/[\w-]+$/);
    expect(unsubscribeUrl).not.toContain(ada.id);
  });
});
