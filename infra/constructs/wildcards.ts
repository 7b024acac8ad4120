import { type CfnResource, Stack, Validations } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

/** The part of an ARN before its wildcard. */
export interface ArnPrefix {
  /** The resource that the ARN belongs to; may live in another stack. */
  readonly owner: CfnResource;
  /** Its ARN, as the owner's construct gives it. */
  readonly arn: string;
  /** What follows the ARN, e.g. `/inbox/*`. */
  readonly suffix: string;
}

/** How cdk-nag writes an ARN: by logical id inside the owner's stack, by the name of the export outside. */
function findingOf(consumer: IConstruct, prefix: ArnPrefix): string {
  const home = Stack.of(prefix.owner);
  if (home === Stack.of(consumer)) return `<${home.resolve(prefix.owner.logicalId)}.Arn>${prefix.suffix}`;
  return `${home.resolve(home.exportValue(prefix.arn))['Fn::ImportValue']}${prefix.suffix}`;
}

/** Accepts one wildcard of one construct's policy, and nothing else, for a stated reason. */
export function acceptWildcard(construct: Construct, prefix: ArnPrefix | '*', reason: string): void {
  const finding = prefix === '*' ? '*' : findingOf(construct, prefix);
  Validations.of(construct).acknowledge({ id: `AwsSolutions-IAM5[Resource::${finding}]`, reason });
}
