import { App, Tags, Validations } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { forStage, type Newsletter } from '../lambdas/core/config.ts';
import type { FunctionCode } from './functions.ts';
import { DataStack } from './stacks/data-stack.ts';
import { NewsletterStack } from './stacks/newsletter-stack.ts';
import { ServiceSpecChecks } from './validate/service-spec-checks.ts';

export interface ProductProps {
  readonly newsletter: Newsletter;
  readonly code: FunctionCode;
  /** A second system beside the first, e.g. `staging`; default: `-c stage=...` of the cdk command, else the one that readers know. */
  readonly stage?: string | undefined;
}

export interface Product {
  readonly app: App;
  /** `<prefix>-Data`. */
  readonly data: DataStack;
  /** `<prefix>-App`. */
  readonly stack: NewsletterStack;
}

/** Here and not in cdk.json, so that a test and a deployment see the same template. */
const FLAGS = {
  ...recommendedFlags,
  // CloudFormation itself then refuses to delete the data's stack under a running newsletter.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

/**
 * One newsletter as an app of two stacks, with the checks that every synth runs. Neither stack names an account or a
 * region: they go wherever the credentials of `cdk deploy` point.
 */
export function product({ newsletter: configured, code, ...props }: ProductProps): Product {
  const app = new App({ context: FLAGS });
  const stage: string | undefined = props.stage ?? app.node.tryGetContext('stage');
  const newsletter = forStage(configured, stage);
  const prefix = newsletter.aws.stackPrefix;
  const data = new DataStack(app, `${prefix}-Data`, { terminationProtection: true });
  const stack = new NewsletterStack(app, `${prefix}-App`, { newsletter, data, code });
  Tags.of(app).add('briefwire:newsletter', configured.aws.stackPrefix);
  Tags.of(app).add('briefwire:stage', stage || 'production');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServiceSpecChecks());
  return { app, data, stack };
}
