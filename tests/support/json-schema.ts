import fc from 'fast-check';

/** As much of JSON Schema as our OpenAPI document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly format?: string;
}

/** Values that the schema describes, at least in their outline: lengths and patterns may be missed, on purpose. */
export function fitting(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(fitting));
  if (schema.type === 'null') return fc.constant(null);
  if (schema.type === 'integer') return fc.integer({ min: -1, max: 30 });
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'array') return fc.array(fitting(schema.items ?? {}), { maxLength: 4 });
  if (schema.type === 'object') return record(schema);
  if (schema.format === 'date') {
    return fc
      .date({ noInvalidDate: true, min: new Date('2000-01-01'), max: new Date('2050-01-01') })
      .map(day);
  }
  return fc.oneof(
    fc.string(),
    fc.emailAddress(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...PLAUSIBLE),
  );
}

const day = (date: Date) => date.toISOString().slice(0, 10);

/** What a client would send, so that not everything stops at the first check. */
const PLAUSIBLE = ['world', 'daily', 'en', 'de', 'Europe/Berlin', 'anna@example.org', 'v1'];

function record({ properties = {}, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, fitting(inner)]),
  );
  return fc.record(fields, { requiredKeys: [...required] });
}
