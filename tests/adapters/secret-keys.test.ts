import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keysToJson, parseKeys } from '../../lambdas/adapters/keys.ts';
import { rotatedKeys } from '../../lambdas/adapters/rotate-keys.ts';
import { secretKeyStore, secretKeys } from '../../lambdas/adapters/secret-keys.ts';
import { localCredentials } from '../support/dynamo.ts';
import { testClock } from '../support/stores.ts';
import { type ScriptedEndpoint, scriptedEndpoint } from './ses-endpoint.ts';

const seed = 'k3J9sPq2XvLm8RtYwZ4bNc6HdFgA1eUo7iTjBkCxQyWnVrSp5MlEhDfGaKzO0u1I';

describe('the keys in Secrets Manager', () => {
  let endpoint: ScriptedEndpoint;
  let client: SecretsManagerClient;
  const clock = testClock();

  /** Secrets Manager's JSON protocol. */
  const holds = (fields: object, status = 200) =>
    endpoint.behave((_, response) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ ARN: 'arn', Name: 'keys', ...fields }));
    });
  const open = () => secretKeys({ client, secretId: 'keys', clock });

  beforeEach(async () => {
    endpoint = await scriptedEndpoint();
    client = new SecretsManagerClient({ endpoint: endpoint.url, maxAttempts: 1, ...localCredentials });
  });
  afterEach(async () => {
    client.destroy();
    await endpoint.stop();
  });

  it('are read once in five minutes', async () => {
    holds({ SecretString: JSON.stringify({ v1: seed }) });
    const keys = open();
    expect(await keys()).toEqual(parseKeys(seed));
    clock.forward(299_999);
    await keys();
    expect(endpoint.requests).toHaveLength(1);
    holds({ SecretString: JSON.stringify({ v1: seed, v2: seed.toUpperCase() }) });
    clock.forward(1);
    expect((await keys()).current).toBe(2);
  });

  it('go on serving while Secrets Manager does not answer', async () => {
    holds({ SecretString: keysToJson(parseKeys(seed)) });
    const keys = open();
    await keys();
    holds({ __type: 'InternalServiceError' }, 500);
    clock.forward(300_000);
    expect(await keys()).toEqual(parseKeys(seed));
  });

  it('take a next key into use at its time, without being read again', async () => {
    const rotation = rotatedKeys(parseKeys(seed), {
      now: clock.now(),
      from: new Date(clock.now().getTime() + 60_000),
    });
    if (rotation.kind !== 'rotated') throw new Error(rotation.kind);
    holds({ SecretString: keysToJson(rotation.keys) });
    const keys = open();
    expect((await keys()).current).toBe(1);
    clock.forward(60_000);
    const later = await keys();
    expect(later.current).toBe(2);
    expect(await keys()).toBe(later);
    expect(endpoint.requests).toHaveLength(1);
  });

  it('are changed by their owner as they are now, and left alone where there is nothing to change', async () => {
    let secret = seed;
    let writes = 0;
    const send = async ({ input }: { input: { SecretString?: string } }) => {
      writes += input.SecretString === undefined ? 0 : 1;
      secret = input.SecretString ?? secret;
      return { SecretString: secret };
    };
    const store = secretKeyStore({ client: { send } as unknown as SecretsManagerClient, secretId: 'keys' });
    await store.change((before) => ({ result: 1, keys: before }));
    expect(secret).toBe(keysToJson(parseKeys(seed)));
    expect(await store.read()).toEqual(parseKeys(seed));
    expect(await store.change(() => ({ result: 'nothing' }))).toBe('nothing');
    expect(writes).toBe(1);
  });

  it('are an error when they were never read, or are no text', async () => {
    holds({ __type: 'ResourceNotFoundException', message: 'no such secret' }, 400);
    await expect(open()()).rejects.toThrow(/no such secret/);
    holds({});
    await expect(open()()).rejects.toThrow(/has no text/);
  });
});
