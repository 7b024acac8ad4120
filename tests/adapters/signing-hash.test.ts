import { createHash, createHmac } from 'node:crypto';
import type { Checksum } from '@smithy/types';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SigningHash } from '../../lambdas/adapters/signing-hash.ts';

/** A secret in each form that the SDK hands over. */
const secret = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.uint8Array({ minLength: 1, maxLength: 80 }),
  fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => new Uint8Array(bytes).buffer),
);
const bytesOf = (data: string | Uint8Array | ArrayBuffer) =>
  typeof data === 'string' ? Buffer.from(data) : Buffer.from(data as Uint8Array);

test('a request is signed with the HMAC that Node.js makes of the same key and data', async () => {
  await fc.assert(
    fc.asyncProperty(secret, fc.array(fc.uint8Array()), async (key, parts) => {
      const hash = new SigningHash(key);
      const expected = createHmac('sha256', bytesOf(key));
      for (const part of parts) {
        hash.update(part);
        expected.update(part);
      }
      expect(Buffer.from(await hash.digest())).toEqual(expected.digest());
    }),
  );
});

test('without a secret it is the plain hash, and begins anew after a reset', async () => {
  const hash = new SigningHash() as Checksum;
  hash.update(Buffer.from('what is forgotten'));
  hash.reset();
  hash.update(Buffer.from('what counts'));

  expect(Buffer.from(await hash.digest())).toEqual(createHash('sha256').update('what counts').digest());
});

test('more keys than it keeps, in turn and again, are still each their own', async () => {
  const macs: string[] = [];
  for (let round = 0; round < 2; round += 1) {
    for (let key = 0; key < 40; key += 1) {
      const hash = new SigningHash(`key ${key}`);
      hash.update(Buffer.from('the same'));
      macs.push(Buffer.from(await hash.digest()).toString('hex'));
    }
  }

  expect(new Set(macs).size).toBe(40);
  expect(macs.slice(40)).toEqual(macs.slice(0, 40));
});
