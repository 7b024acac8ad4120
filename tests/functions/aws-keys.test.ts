import { expect, it, vi } from 'vitest';
import { generateKeys } from '../../lambdas/adapters/keys.ts';
import { withOneAddressKey } from '../../lambdas/functions/aws-keys.ts';

it('a function ends when its address key has become another one, and not when the token key was rotated', async () => {
  let keys = generateKeys();
  const changed = vi.fn();
  const read = withOneAddressKey(async () => keys, changed);
  await read();
  keys = { ...generateKeys(), addressKey: Uint8Array.from(keys.addressKey) };
  expect(await read()).toBe(keys);
  expect(changed).not.toHaveBeenCalled();
  keys = generateKeys();
  await read();
  expect(changed).toHaveBeenCalledOnce();
});
