import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateKeys, type Keys, keysToJson, parseKeys } from '../../lambdas/adapters/keys.ts';
import { keysAt, rotatedKeys } from '../../lambdas/adapters/rotate-keys.ts';
import { tokensOf } from '../../lambdas/core/subscribers/tokens.ts';

const seed = 'k3J9sPq2XvLm8RtYwZ4bNc6HdFgA1eUo7iTjBkCxQyWnVrSp5MlEhDfGaKzO0u1I';
const base64 = Buffer.alloc(32, 1).toString('base64');
const written = { current: 1, tokenKeys: { '1': base64 }, addressKey: base64 };
const without = (name: keyof typeof written) =>
  Object.fromEntries(Object.entries(written).filter(([field]) => field !== name));

describe('the keys in a secret', () => {
  it('are read back as they were written', () => {
    const keys = generateKeys();
    expect(parseKeys(keysToJson(keys))).toEqual(keys);
    expect(generateKeys()).not.toEqual(keys);
  });

  it('make tokens as they are', () => {
    const now = new Date('2026-11-24T06:00:00Z');
    const reader = { id: 'anna', consentVersion: 1 };
    for (const text of [keysToJson(generateKeys()), seed, JSON.stringify({ v1: seed })]) {
      const tokens = tokensOf(parseKeys(text));
      expect(tokens.read('unsubscribe', tokens.make('unsubscribe', reader, now), now)).toEqual({
        ok: true,
        reader,
      });
    }
  });

  it('are derived from a generated string, always the same and each of its own', () => {
    const keys = parseKeys(`${seed}\n`);
    expect(keys).toEqual(parseKeys(JSON.stringify({ v1: seed })));
    const addressKey = Buffer.from(keys.addressKey).toString('base64');
    expect(addressKey).not.toBe(keys.tokenKeys['1']);
    // Held still: other keys would break every link ever sent and lose every address.
    expect([keys.tokenKeys['1'], addressKey]).toEqual([
      'MnD8Wv5BsuG/xjlJPEwEo4OOF0u1bmPkfUvPuTT4/6E=',
      '5abPbd8UxgVNaiiy53ts3BXV+vGYFw1oYpNo/liplmw=',
    ]);
  });

  it('get a new current token key by a second seed, and keep the first and the address key', () => {
    const one = parseKeys(JSON.stringify({ v1: seed }));
    const two = parseKeys(JSON.stringify({ v2: seed.toLowerCase(), v1: seed }));
    expect(two.current).toBe(2);
    expect(two.tokenKeys['1']).toBe(one.tokenKeys['1']);
    expect(two.tokenKeys['2']).not.toBe(one.tokenKeys['1']);
    expect(two.addressKey).toEqual(one.addressKey);
  });

  it.each([
    ['{ "current": 1, ', /not JSON/],
    ['short', /v1 must have at least 32/],
    ['', /v1 must have at least 32/],
    [{ v1: 'short' }, /v1 must have at least 32/],
    [{ v1: 7 }, /v1 must have at least 32/],
    [{ v2: seed }, /v1 is missing/],
    [{ v1: seed, v256: seed }, /v256 must be a version/],
    [{ v1: seed, x1: seed }, /x1 must be a version/],
    [{ ...written, current: 2 }, /current must be one of/],
    [{ ...written, more: 1 }, /more is no field/],
    [{ ...written, tokenKeys: { '1': base64, '300': base64 } }, /tokenKeys.300 must be a version/],
    [{ ...written, tokenKeys: { '1': 'AAAA' } }, /tokenKeys.1 must have at least 32 bytes/],
    [{ ...written, tokenKeys: 'x' }, /current must be one of/],
    [{ ...written, addressKey: '!' }, /addressKey must be base64/],
    [{ ...written, next: { version: 2, from: '2026-11-24' } }, /next.version must be one of/],
    [{ ...written, next: { version: 1, from: 'soon' } }, /next.from must be an instant/],
    [{ ...written, next: 1 }, /next.version must be/],
    [without('addressKey'), /addressKey must be base64/],
    [without('current'), /current must be one of/],
  ])('are refused when wrong: %j', (secret, message) => {
    const text = typeof secret === 'string' ? secret : JSON.stringify(secret);
    expect(() => parseKeys(text)).toThrow(message);
  });

  it.each([`{ "v1": "${seed}`, JSON.stringify({ v1: seed, v0: seed })])(
    'are not quoted in an error',
    (text) => {
      const quoting = () => {
        try {
          return parseKeys(text);
        } catch (error) {
          return `${error}`;
        }
      };
      expect(quoting()).toMatch(/^Error: The secret of keys/);
      expect(quoting()).not.toContain(seed.slice(0, 8));
    },
  );
});

describe('rotating the token key', () => {
  const now = new Date('2026-11-24T06:00:00Z');
  const from = new Date('2026-11-24T06:15:00Z');
  const rotate = (keys: Keys, at = now) => {
    const rotation = rotatedKeys(keys, { now: at, from });
    if (rotation.kind !== 'rotated') throw new Error(rotation.kind);
    return rotation.keys;
  };

  it('adds a key that verifies at once and signs from its time on', () => {
    const before = generateKeys();
    const rotated = parseKeys(keysToJson(rotate(before)));
    expect(rotated.current).toBe(1);
    expect(keysAt(rotated, new Date(from.getTime() - 1))).toBe(rotated);
    const after = keysAt(rotated, from);
    expect(after).toMatchObject({ current: 2, addressKey: before.addressKey });
    expect(after.next).toBeUndefined();
    const reader = { id: 'anna', consentVersion: 1 };
    const fresh = tokensOf(after).make('unsubscribe', reader, from);
    expect(tokensOf(rotated).read('unsubscribe', fresh, from)).toEqual({ ok: true, reader });
  });

  it('waits for a rotation that is under way, and says so when there is no version left', () => {
    const rotated = rotate(generateKeys());
    expect(rotatedKeys(rotated, { now, from })).toEqual({
      kind: 'under-way',
      version: 2,
      from: from.toISOString(),
    });
    const full = { ...generateKeys(), tokenKeys: { '1': base64, '255': base64 } };
    expect(rotatedKeys(full, { now, from })).toEqual({ kind: 'used-up' });
  });

  it('never makes a link that a page does not know, if both read the secret within the last quarter of an hour', () => {
    const age = fc.nat({ max: 899_999 });
    const steps = fc.array(fc.record({ minutes: fc.nat({ max: 40 }), signer: age, page: age }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(steps, (all) => {
        const reader = { id: 'anna', consentVersion: 3 };
        const written = [{ at: now.getTime(), keys: generateKeys() }];
        const asRead = (at: number) =>
          (written.findLast((each) => each.at <= at) ?? written[0])?.keys as Keys;
        const links: string[] = [];
        let at = now.getTime();
        for (const { minutes, signer, page } of all) {
          at += minutes * 60_000;
          const moment = new Date(at);
          const inUse = (age: number) => tokensOf(keysAt(asRead(at - age), moment));
          links.push(inUse(signer).make('unsubscribe', reader, moment));
          for (const link of links) expect(inUse(page).read('unsubscribe', link, moment).ok).toBe(true);
          const rotation = rotatedKeys(asRead(at), { now: moment, from: new Date(at + 900_000) });
          if (rotation.kind === 'rotated') written.push({ at, keys: rotation.keys });
        }
      }),
    );
  });
});
