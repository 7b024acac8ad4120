import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListConfigurationSetsCommand, ListEmailIdentitiesCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';

/** What an account holds, as lines that are the same for the same deployment, whatever AWS called the things. */
export async function inventory(stacks: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  const cloudFormation = new CloudFormationClient({});
  for (const name of stacks) {
    const { Stacks: [stack] = [] } = await cloudFormation.send(
      new DescribeStacksCommand({ StackName: name }),
    );
    lines.push(`${name} is ${(stack?.StackStatus ?? 'absent').replace(/^UPDATE/, 'CREATE')}`);
    lines.push(`${name} tells ${(stack?.Outputs ?? []).map(({ OutputKey: key }) => key).sort()}`);
    for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName: name })) {
      for (const { LogicalResourceId: id, ResourceType: type } of page.StackResourceSummaries ?? []) {
        lines.push(`${name} has ${type} ${id}`);
      }
    }
  }
  return [...lines.sort(), ...(await counts())];
}

/** Of the whole account: what a killed run left lying about would show here, in no stack. */
async function counts(): Promise<string[]> {
  const { TableNames: tables = [] } = await new DynamoDBClient({}).send(new ListTablesCommand({}));
  const { Buckets: buckets = [] } = await new S3Client({}).send(new ListBucketsCommand({}));
  const { SecretList: secrets = [] } = await new SecretsManagerClient({}).send(new ListSecretsCommand({}));
  const { Functions: functions = [] } = await new LambdaClient({}).send(new ListFunctionsCommand({}));
  const { QueueUrls: queues = [] } = await new SQSClient({}).send(new ListQueuesCommand({}));
  const ses = new SESv2Client({});
  const { EmailIdentities: identities = [] } = await ses.send(new ListEmailIdentitiesCommand({}));
  const { ConfigurationSets: sets = [] } = await ses.send(new ListConfigurationSetsCommand({}));
  const all = { tables, buckets, secrets, functions, queues, identities, sets };
  return Object.entries(all).map(([name, each]) => `${each.length} ${name}`);
}
