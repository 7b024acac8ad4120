import type { Template } from 'aws-cdk-lib/assertions';
import { resources } from './synth.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const listOf = <Item>(value: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(value) ? value : [value as Item];

/** Logical ids end in eight hex digits of a hash that says nothing to a reader. */
const plain = (id: string) => id.replace(/[0-9A-F]{8}$/, '');

/** `arn:{AWS::Partition}:ses:...:identity/x`, `{DeliveryQueue.Arn}`, `{Data.IssuesBucket.Arn}/inbox/*`. */
export function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  const [name, content] = Object.entries(value as Record<string, unknown>)[0] ?? ['', ''];
  switch (name) {
    case 'Ref':
      return `{${plain(String(content))}}`;
    case 'Fn::GetAtt':
      return `{${plain((content as string[])[0] ?? '')}.${(content as string[])[1]}}`;
    case 'Fn::Join':
      return (content as [string, unknown[]])[1].map(readable).join((content as [string])[0]);
    case 'Fn::ImportValue': {
      const [, kind, id] = /:ExportsOutput(FnGetAtt|Ref)(.*)[0-9A-F]{8}$/.exec(String(content)) ?? [];
      return kind === 'Ref'
        ? `{Data.${plain(id ?? '')}}`
        : `{Data.${plain((id ?? '').replace(/Arn$/, ''))}.Arn}`;
    }
    default:
      throw new Error(`no readable form of ${JSON.stringify(value)}`);
  }
}

/** Condition operators as `ses:FromAddress = wire@example.org`. */
function conditionText(condition: unknown): string {
  if (condition === undefined) return '';
  const parts = Object.entries(condition as Record<string, Record<string, unknown>>).flatMap(
    ([operator, keys]) =>
      Object.entries(keys).map(
        ([key, value]) => `${key} ${operator === 'StringEquals' ? '=' : operator} ${readable(value)}`,
      ),
  );
  return ` when ${parts.join(' and ')}`;
}

/** One line for each action and resource that a role of the template may use: `role: action on resource when ...`. */
export function permissions(template: Template): string[] {
  for (const role of resources(template, 'AWS::IAM::Role')) {
    const { ManagedPolicyArns: managed, Policies: inline } = role.properties;
    if (managed || inline) throw new Error(`${role.id} has policies that this list would not show`);
  }
  const lines = resources(template, 'AWS::IAM::Policy').flatMap(({ properties }) =>
    (properties.PolicyDocument.Statement as Statement[]).flatMap((statement) =>
      listOf(statement.Action).flatMap((action) =>
        listOf(statement.Resource).flatMap((target) =>
          (properties.Roles as unknown[]).map(
            (role) =>
              `${readable(role).slice(1, -1)}: ${statement.Effect === 'Allow' ? '' : `${statement.Effect} `}${action} on ${readable(target)}${conditionText(statement.Condition)}`,
          ),
        ),
      ),
    ),
  );
  return [...new Set(lines)].sort();
}
