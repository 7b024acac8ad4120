import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Keys } from '../adapters/keys.ts';
import { secretKeys } from '../adapters/secret-keys.ts';
import { systemClock } from '../adapters/system-clock.ts';

/** The newsletter's keys, from the secret of the data stack. */
export function awsKeys(secretId: string): () => Promise<Keys> {
  return secretKeys({ client: new SecretsManagerClient({}), secretId, clock: systemClock });
}
