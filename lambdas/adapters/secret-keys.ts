import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../core/ports.ts';
import { type Keys, parseKeys } from './keys.ts';

export interface SecretKeysOptions {
  readonly client: SecretsManagerClient;
  /** Name or ARN of the secret. */
  readonly secretId: string;
  readonly clock: Clock;
}

/** A warm function takes a key that was added as `current` into use after this long. */
const MAX_AGE_MS = 300_000;

/**
 * The newsletter's keys from one Secrets Manager secret, read at most every 5 minutes. While Secrets Manager does not
 * answer, the keys of before go on serving: they stay valid, and an unsubscribe link must work.
 */
export function secretKeys({ client, secretId, clock }: SecretKeysOptions): () => Promise<Keys> {
  let known: { readonly keys: Keys; readonly at: number } | undefined;

  async function read(at: number): Promise<Keys> {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (SecretString === undefined) {
      throw new Error(`The secret ${secretId} has no text: see parseKeys for what it may hold`);
    }
    const keys = parseKeys(SecretString);
    known = { keys, at };
    return keys;
  }

  return async () => {
    const now = clock.now().getTime();
    if (known && now - known.at < MAX_AGE_MS) return known.keys;
    try {
      return await read(now);
    } catch (error) {
      if (!known) throw error;
      known = { ...known, at: now };
      return known.keys;
    }
  };
}
