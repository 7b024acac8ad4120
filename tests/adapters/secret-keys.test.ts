import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keysToJson, parseKeys } from '../../lambdas/adapters/keys.ts';
import { secretKeys } from '../../lambdas/adapters/secret-keys.ts';
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

  it('are an error when they were never read, or are no text', async () => {
    holds({ __type: 'ResourceNotFoundException', message: 'no such secret' }, 400);
    await expect(open()()).rejects.toThrow(/no such secret/);
    holds({});
    await expect(open()()).rejects.toThrow(/has no text/);
  });
});
