import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Days in which a deleted secret can be brought back; 7 is the least. */
const SECRET_DAYS = 7;

const gone = (error: unknown) =>
  error instanceof Error && /^(ResourceNotFoundException|NoSuchBucket|NotFound)$/.test(error.name);

async function unlessGone(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!gone(error)) throw error;
  }
}

/** Deletes a table and its protection; DynamoDB keeps a backup of one with point-in-time recovery for 35 days. */
export function deleteTable(name: string): Promise<void> {
  const client = new DynamoDBClient({});
  return unlessGone(async () => {
    await client.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: false }));
    await client.send(new DeleteTableCommand({ TableName: name }));
  });
}

/** Deletes a bucket with every version of every object. */
export function deleteBucket(name: string): Promise<void> {
  const client = new S3Client({});
  return unlessGone(async () => {
    for (;;) {
      // Always the first page: what it names is gone before the next look.
      const { Versions = [], DeleteMarkers = [] } = await client.send(
        new ListObjectVersionsCommand({ Bucket: name }),
      );
      const objects = [...Versions, ...DeleteMarkers].map(({ Key: key = '', VersionId: version }) => ({
        Key: key,
        ...(version && { VersionId: version }),
      }));
      if (objects.length === 0) break;
      const { Errors: refused = [] } = await client.send(
        new DeleteObjectsCommand({ Bucket: name, Delete: { Objects: objects.slice(0, 1000), Quiet: true } }),
      );
      if (refused[0]) throw new Error(`${refused[0].Key}: ${refused[0].Message}`);
    }
    await client.send(new DeleteBucketCommand({ Bucket: name }));
  });
}

/** Deletes a secret, which can be brought back for a week. */
export function deleteSecret(arn: string): Promise<void> {
  return unlessGone(() =>
    new SecretsManagerClient({}).send(
      new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: SECRET_DAYS }),
    ),
  );
}
