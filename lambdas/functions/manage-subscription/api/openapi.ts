import { z } from 'zod';
import type { Newsletter } from '../../../core/config.ts';
import { OPERATIONS, type Operation } from './operations.ts';

const PROBLEM = 'application/problem+json';
const JSON_TYPE = 'application/json';

/** The API's OpenAPI 3.1 document (spec.openapis.org/oas/v3.1), made from the schemas that requests are checked against. */
export function openApiDocument(newsletter: Newsletter, siteUrl: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: described(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `${newsletter.name}: subscriptions`,
      version: '1',
      description:
        'Sign up, confirm, choose and leave. Every answer about an address is the same, whoever holds it.',
    },
    servers: [{ url: siteUrl }],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function described({ id, summary, bearer, body, answers }: Operation): Record<string, unknown> {
  return {
    operationId: id,
    summary,
    ...(bearer && { security: [{ token: [] }] }),
    ...(body && { requestBody: { required: true, content: { [JSON_TYPE]: { schema: reference(body) } } } }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, { says, schema }]) => {
        const type = Number(status) >= 400 ? PROBLEM : JSON_TYPE;
        return [
          status,
          { description: says, ...(schema && { content: { [type]: { schema: reference(schema) } } }) },
        ];
      }),
    ),
  };
}

const idOf = (schema: z.ZodType) => String(schema.meta()?.id);
const reference = (schema: z.ZodType) => ({ $ref: `#/components/schemas/${idOf(schema)}` });

function componentSchemas(): Record<string, unknown> {
  const used = OPERATIONS.flatMap(({ body, answers }) => [
    ...(body ? [body] : []),
    ...Object.values(answers).flatMap(({ schema }) => schema ?? []),
  ]);
  const named = z.registry<{ id: string }>();
  for (const schema of new Set(used)) named.add(schema, { id: idOf(schema) });
  const { schemas } = z.toJSONSchema(named, { uri: (id) => `#/components/schemas/${id}`, io: 'input' });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}
