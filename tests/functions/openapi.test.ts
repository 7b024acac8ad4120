import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../lambdas/functions/manage-subscription/api/openapi.ts';
import { OPERATIONS, type Operation } from '../../lambdas/functions/manage-subscription/api/operations.ts';
import { manageSubscriptionApp } from '../../lambdas/functions/manage-subscription/app.ts';
import { aNewsletter } from '../support/issue-builders.ts';
import { fitting, type JsonSchema } from '../support/json-schema.ts';
import { aReader, aSystem, SITE, type System, testTokens } from '../support/system.ts';

const document = openApiDocument(aNewsletter(), SITE);
const { schemas } = document['components'] as { schemas: Record<string, JsonSchema> };

describe('the OpenAPI document', () => {
  it('is valid', async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  it('describes every route of the API and no other', async () => {
    const app = manageSubscriptionApp(await aSystem());
    const routes = app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/'));
    const served = new Set(routes.map(({ method, path }) => `${method.toLowerCase()} ${path}`));
    expect([...served].sort()).toEqual(OPERATIONS.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('has the limits that bodies are checked against', () => {
    expect(schemas['SignUp']).toMatchObject({
      type: 'object',
      required: ['email'],
      additionalProperties: false,
      properties: { email: { type: 'string', maxLength: 320 } },
    });
    expect(JSON.stringify(document)).not.toContain('$schema');
  });

  it('is served', async () => {
    const answer = await manageSubscriptionApp(await aSystem()).request('/api/openapi.json');
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(document)));
  });
});

describe('whatever is sent to the API', () => {
  let system: System;
  beforeAll(async () => {
    system = await aSystem();
    await system.subscribers.add(aReader({ id: 'ada' }));
  });

  const bodyOf = ({ body }: Operation) => {
    const schema = body && schemas[String(body.meta()?.['id'])];
    const typed = schema ? fitting(schema).map((value) => JSON.stringify(value)) : fc.constant('');
    return fc.oneof(
      { weight: 4, arbitrary: typed },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    );
  };
  const tokens = fc.constantFrom('', 'nonsense', 'ada', '%00', 'x'.repeat(300));
  const types = fc.constantFrom('application/json', 'application/json; charset=utf-8', 'text/plain', '');
  const wanted = fc.constantFrom('', 'de', 'ar;q=0.1, ja', ';;;', '*', 'x'.repeat(2_000));

  it.each(OPERATIONS)('$method $path is answered as described, never by 5xx', async (operation) => {
    const app = manageSubscriptionApp(system);
    await fc.assert(
      fc.asyncProperty(bodyOf(operation), tokens, types, wanted, async (body, token, type, language) => {
        const real = testTokens.make('preferences', { id: 'ada', consentVersion: 1 }, system.clock.now());
        const answer = await app.request(operation.path, {
          method: operation.method.toUpperCase(),
          headers: {
            Authorization: `Bearer ${token === 'ada' ? real : token}`,
            'Content-Type': type,
            'Accept-Language': language,
          },
          ...(operation.body && { body }),
        });
        const described = operation.answers[answer.status];
        expect(described, `status ${answer.status}`).toBeDefined();
        const text = await answer.text();
        if (described?.schema) described.schema.parse(JSON.parse(text));
      }),
      { numRuns: 150 },
    );
  });
});
