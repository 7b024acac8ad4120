import { readFileSync } from 'node:fs';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
} from 'aws-cdk-lib';
import { specFaults } from './service-spec.ts';

/** Makes `cdk synth` fail on a property that CloudFormation would refuse minutes into a deployment. */
export class ServiceSpecChecks implements IPolicyValidationPlugin {
  readonly name = 'ServiceSpec';

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = context.templatePaths.flatMap((templatePath) =>
      specFaults(JSON.parse(readFileSync(templatePath, 'utf8'))).map((fault) => ({
        ruleName: 'resource-specification',
        description: `${fault.path}: ${fault.message}`,
        severity: 'error',
        violatingResources: [{ resourceLogicalId: fault.logicalId, templatePath, locations: [fault.path] }],
      })),
    );
    return { success: violations.length === 0, violations };
  }
}
