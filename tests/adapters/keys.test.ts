import { describe, expect, it } from 'vitest';
import { generateKeys, keysToJson, parseKeys } from '../../lambdas/adapters/keys.ts';
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
