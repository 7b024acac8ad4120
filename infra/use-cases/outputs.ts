import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { OwnerDashboard } from '../constructs/owner-dashboard.ts';
import type { UseCaseFunction } from '../constructs/use-case-function.ts';
import type { Shared } from './shared.ts';

/** The functions of the walk and the owner's page. */
export interface Made {
  readonly collect: UseCaseFunction;
  readonly publish: UseCaseFunction;
  readonly plan: UseCaseFunction;
  readonly deliver: UseCaseFunction;
  readonly feedback: UseCaseFunction;
  readonly manage: UseCaseFunction;
  readonly dashboard: OwnerDashboard;
}

/** What the stack says of itself: `briefwire --aws` and the runbook go by these names. */
export function outputsOf(scope: Construct, shared: Shared, made: Made): void {
  const { table, bucket, tokens, sender, pages, queues } = shared;
  const outputs: Record<string, string> = {
    NextStep: 'npx briefwire inbox add briefings/morning-wire.md --aws',
    BucketName: bucket.bucket.bucketName,
    TableName: table.table.tableName,
    PlanQueueUrl: queues.plan.queue.queueUrl,
    DeliveryQueueUrl: queues.delivery.queue.queueUrl,
    CollectFunctionName: made.collect.fn.functionName,
    FeedbackQueueUrl: queues.feedback.queue.queueUrl,
    UndeliveredFeedbackUrl: queues.undeliveredFeedback.queue.queueUrl,
    PublishFunctionName: made.publish.fn.functionName,
    PagesUrl: pages.url,
    TokenSecretArn: tokens.secret.secretArn,
    ConfigurationSetName: sender.configurationSet.configurationSetName,
    DashboardName: made.dashboard.name,
  };
  pages.dnsRecords.forEach(({ name, type, value }, index) => {
    outputs[`DnsRecord${index + 1}`] = `${name} ${type} ${value}`;
  });
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(scope, name, { value });
}
