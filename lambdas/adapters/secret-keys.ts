import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../core/ports.ts';
import { type Keys, keysToJson, parseKeys } from './keys.ts';
import { type KeyStore, keysAt } from './rotate-keys.ts';

export interface SecretKeysOptions {
  readonly client: SecretsManagerClient;
  /** Name or ARN of the secret. */
  readonly secretId: string;
  readonly clock: Clock;
}

/** A warm function knows a key that was added after this long. */
const MAX_AGE_MS = 300_000;

/**
 * How long a new key only verifies before it signs: three times as long as a function may go on with what it read, so that
 * no page meets a link whose key it does not know, also where Secrets Manager did not answer once.
 */
export const KEY_KNOWN_MS = 3 * MAX_AGE_MS;

/**
 * The newsletter's keys from one Secrets Manager secret, read at most every 5 minutes. While Secrets Manager does not
 * answer, the keys of before go on serving: they stay valid, and an unsubscribe link must work.
 */
export function secretKeys({ client, secretId, clock }: SecretKeysOptions): () => Promise<Keys> {
  let known: { readonly keys: Keys; readonly at: number } | undefined;

  return async () => {
    const now = clock.now();
    const at = now.getTime();
    if (!known || at - known.at >= MAX_AGE_MS) {
      try {
        known = { keys: await readSecret({ client, secretId }), at };
      } catch (error) {
        if (!known) throw error;
        known = { ...known, at };
      }
    }
    known = { ...known, keys: keysAt(known.keys, now) };
    return known.keys;
  };
}

/**
 * The same secret for its owner, who reads it as it is now and may change it. Of two who change it at once the later one
 * wins, for Secrets Manager has no conditional write: so what the other one added must not be in use yet.
 */
export function secretKeyStore({ client, secretId }: Omit<SecretKeysOptions, 'clock'>): KeyStore {
  const read = () => readSecret({ client, secretId });
  return {
    read,
    async change(decide) {
      const { result, keys } = decide(await read());
      if (keys) {
        const SecretString = keysToJson(keys);
        await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString }));
      }
      return result;
    },
  };
}

async function readSecret({ client, secretId }: Omit<SecretKeysOptions, 'clock'>): Promise<Keys> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  if (SecretString === undefined) {
    throw new Error(`The secret ${secretId} has no text: see parseKeys for what it may hold`);
  }
  return parseKeys(SecretString);
}
