import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

/** One property that CloudFormation would refuse. */
export interface SpecFault {
  readonly logicalId: string;
  /** Path inside the resource, e.g. `Properties.Environment.Variables`. */
  readonly path: string;
  readonly message: string;
}

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;
}

type Say = (path: string, message: string) => void;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `{ Ref }`, `{ 'Fn::...' }`: its type is known only when CloudFormation runs. */
const isIntrinsic = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0]?.startsWith('Fn::') === true);
};

let database: ReturnType<typeof loadAwsServiceSpecSync> | undefined;

/** Loading the specification takes most of a second, so it happens once. */
function specification() {
  database ??= loadAwsServiceSpecSync();
  return database;
}

function resourceType(name: string) {
  return specification().lookup('resource', 'cloudFormationType', 'equals', name)[0];
}

type ResourceProperties = NonNullable<ReturnType<typeof resourceType>>['properties'];
type PropertyType = ResourceProperties[string]['type'];

function checkProperties(
  given: Record<string, unknown>,
  allowed: ResourceProperties,
  path: string,
  say: Say,
) {
  for (const [name, value] of Object.entries(given)) {
    const property = allowed[name];
    if (!property) say(`${path}.${name}`, `unknown property; known are ${Object.keys(allowed).join(', ')}`);
    else checkAny([property.type, ...(property.previousTypes ?? [])], value, `${path}.${name}`, say);
  }
  for (const [name, property] of Object.entries(allowed)) {
    if (property.required && !(name in given)) say(`${path}.${name}`, 'required property is missing');
  }
}

/** Fits if it fits one of the types; else says what the first of them finds wrong. */
function checkAny(types: readonly PropertyType[], value: unknown, path: string, say: Say) {
  const findings = types.map((type) => {
    const found: [string, string][] = [];
    check(type, value, path, (at, message) => found.push([at, message]));
    return found;
  });
  if (findings.some((found) => found.length === 0)) return;
  for (const [at, message] of findings[0] ?? []) say(at, message);
}

function check(type: PropertyType, value: unknown, path: string, say: Say): void {
  if (isIntrinsic(value)) return;
  const expect = (fits: boolean, wanted: string) => {
    if (!fits) say(path, `must be ${wanted}, is ${JSON.stringify(value)}`);
  };
  switch (type.type) {
    case 'string':
      expect(typeof value === 'string', 'a string');
      break;
    case 'integer':
      expect(Number.isInteger(value), 'a whole number');
      break;
    case 'number':
      expect(typeof value === 'number', 'a number');
      break;
    case 'boolean':
      expect(typeof value === 'boolean', 'true or false');
      break;
    case 'array':
      if (Array.isArray(value))
        value.forEach((each, at) => void check(type.element, each, `${path}[${at}]`, say));
      else expect(false, 'a list');
      break;
    case 'map':
      if (isObject(value))
        for (const [key, each] of Object.entries(value)) check(type.element, each, `${path}.${key}`, say);
      else expect(false, 'a map');
      break;
    case 'union':
      checkAny(type.types, value, path, say);
      break;
    case 'ref':
      if (isObject(value))
        checkProperties(
          value,
          specification().get('typeDefinition', type.reference.$ref).properties,
          path,
          say,
        );
      else expect(false, 'an object');
      break;
    // json, tag and date-time are free form here.
  }
}

/**
 * Checks every property of a synthesized template against AWS's own resource specification, offline: unknown names,
 * missing required ones, wrong types. What an intrinsic function yields is not looked at, nor are values of enums.
 */
export function specFaults(template: Template): SpecFault[] {
  const faults: SpecFault[] = [];
  for (const [logicalId, resource] of Object.entries(template.Resources ?? {})) {
    const say: Say = (path, message) => void faults.push({ logicalId, path, message });
    if (resource.Type.startsWith('Custom::')) continue;
    const spec = resourceType(resource.Type);
    if (!spec) say('Type', `${resource.Type} is not a resource type`);
    else
      checkProperties(
        (resource.Properties ?? {}) as Record<string, unknown>,
        spec.properties,
        'Properties',
        say,
      );
  }
  return faults;
}
