import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Keys } from '../adapters/keys.ts';
import { jsonLog } from '../adapters/log.ts';
import { secretKeys } from '../adapters/secret-keys.ts';
import { systemClock } from '../adapters/system-clock.ts';

/**
 * The newsletter's keys, from the secret of the data stack. What was opened with the address key of the start cannot take
 * another one, and would find nobody: when a restored backup has brought its own, the process ends and Lambda starts anew.
 */
export function awsKeys(secretId: string): () => Promise<Keys> {
  const read = secretKeys({ client: new SecretsManagerClient({}), secretId, clock: systemClock });
  return withOneAddressKey(read, () => {
    jsonLog()({ code: 'address-key-changed' });
    process.exit(1);
  });
}

/** The keys as long as the address key is the one of the first reading; else `changed` is called and has the word. */
export function withOneAddressKey(read: () => Promise<Keys>, changed: () => void): () => Promise<Keys> {
  let first: Uint8Array | undefined;
  return async () => {
    const keys = await read();
    first ??= keys.addressKey;
    if (!Buffer.from(first).equals(keys.addressKey)) changed();
    return keys;
  };
}
