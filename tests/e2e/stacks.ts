import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import {
  DeleteTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  ScanCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchBucket,
  S3Client,
} from '@aws-sdk/client-s3';
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const APP = 'Briefwire-App';
const DATA = 'Briefwire-Data';

/** Which account, for the clients of the SDK. */
export interface Account {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
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

    /** Lets the stack of the data be deleted. */
    async unprotect(): Promise<void> {
      const off = { StackName: DATA, EnableTerminationProtection: false };
      await formation.send(new UpdateTerminationProtectionCommand(off));
    },

    /** Deletes what outlives its stack: table, bucket and secret. */
    async removeKept(): Promise<void> {
      const TableName = await output('TableName');
      await dynamo.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
      await dynamo.send(new DeleteTableCommand({ TableName }));
      const Bucket = await output('BucketName');
      const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) {
        await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
      }
      await s3.send(new DeleteBucketCommand({ Bucket }));
      const SecretId = await output('TokenSecretArn');
      const secrets = new SecretsManagerClient(client);
      await secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
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
