import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ResourceNotFoundException, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { ListObjectsV2Command, NoSuchBucket, S3Client } from '@aws-sdk/client-s3';

const APP = 'Briefwire-App';

/** Which account, for the clients of the SDK. */
export interface Account {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What an owner brings along: the sender's domain, its DNS in the same account. */
export async function ownDomain(client: Account): Promise<void> {
  const zone = { Name: 'example.com', CallerReference: 'of the owner' };
  await new Route53Client(client).send(new CreateHostedZoneCommand(zone));
}

/** What stands in the account, looked at without the product's own code. */
export function accountStacks(client: Account) {
  const formation = new CloudFormationClient(client);
  const dynamo = new DynamoDBClient(client);
  const s3 = new S3Client(client);
  let outputs: Record<string, string> | undefined;

  /** Outputs of the App stack; remembered beyond its end, since the data are. */
  async function output(name: string): Promise<string> {
    if (!outputs) {
      const { Stacks } = await formation.send(new DescribeStacksCommand({ StackName: APP }));
      const pairs = Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? [];
      outputs = Object.fromEntries(pairs);
    }
    const value = outputs?.[name];
    if (value === undefined) throw new Error(`stack ${APP} has no output ${name}`);
    return value;
  }

  return {
    output,

    /** Where Amazon SES's events go. */
    async feedbackTopic(): Promise<string> {
      const { StackResources } = await formation.send(new DescribeStackResourcesCommand({ StackName: APP }));
      const topic = StackResources?.find(
        ({ ResourceType, LogicalResourceId }) =>
          ResourceType === 'AWS::SNS::Topic' && LogicalResourceId?.startsWith('Feedback'),
      );
      if (!topic?.PhysicalResourceId) throw new Error('there is no topic for feedback');
      return topic.PhysicalResourceId;
    },

    /** Profiles in the table and briefings in the bucket; none where table or bucket are gone. */
    async stored(): Promise<{ subscribers: number; briefings: number }> {
      const TableName = await output('TableName');
      const Bucket = await output('BucketName');
      const profiles = {
        TableName,
        FilterExpression: 'sk = :profile',
        ExpressionAttributeValues: { ':profile': { S: 'PROFILE' } },
      };
      const [table, inbox] = await Promise.all([
        dynamo.send(new ScanCommand(profiles)).catch(unless(ResourceNotFoundException)),
        s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'inbox/' })).catch(unless(NoSuchBucket)),
      ]);
      return { subscribers: table?.Count ?? 0, briefings: inbox?.Contents?.length ?? 0 };
    },
  };
}

/** For `catch`: an error of that class means that there is nothing. */
function unless(kind: new (...args: never[]) => Error) {
  return (error: unknown) => {
    if (error instanceof kind) return undefined;
    throw error;
  };
}
