import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { resource, synthesize, testProduct } from './support/synth.ts';

describe('the data stack', () => {
  let data: Template;
  beforeAll(() => {
    data = synthesize().data;
  });

  it('keys the table by pk and sk, both strings, and is paid by request', () => {
    const { properties } = resource(data, 'AWS::DynamoDB::Table');
    expect(properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
    });
  });

  it('has the one index the adapters ask for, with whole items', () => {
    const { properties } = resource(data, 'AWS::DynamoDB::Table');
    expect(properties.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'GSI1',
        KeySchema: [
          { AttributeName: 'gsi1pk', KeyType: 'HASH' },
          { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ]);
  });

  it('can be restored to any second, and does not go by accident', () => {
    const { properties } = resource(data, 'AWS::DynamoDB::Table');
    expect(properties).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
  });

  it.each(['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret'])(
    'keeps its %s when the stack goes or the resource is replaced',
    (type) => {
      data.allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(resource(data, type).id).toBeTruthy();
    },
  );

  it('is protected against termination', () => {
    expect(testProduct().data.terminationProtection).toBe(true);
  });

  it('has a bucket that nobody outside can reach', () => {
    const { properties } = resource(data, 'AWS::S3::Bucket');
    expect(properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  it('refuses plain HTTP and old TLS to the bucket', () => {
    const { properties } = resource(data, 'AWS::S3::BucketPolicy');
    expect(properties.PolicyDocument.Statement).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Deny',
          Action: 's3:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        expect.objectContaining({
          Effect: 'Deny',
          Action: 's3:*',
          Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
        }),
      ]),
    );
  });

  it('lets briefings go after 90 days, and nothing of an issue', () => {
    const { properties } = resource(data, 'AWS::S3::Bucket');
    const expiring = properties.LifecycleConfiguration.Rules.filter(
      (rule: { ExpirationInDays?: number }) => rule.ExpirationInDays !== undefined,
    );
    expect(expiring).toEqual([{ Id: 'inbox', Prefix: 'inbox/', ExpirationInDays: 90, Status: 'Enabled' }]);
  });

  it('makes up the keys in the account: a plain string of more than 256 random bits', () => {
    const { properties } = resource(data, 'AWS::SecretsManager::Secret');
    expect(properties.GenerateSecretString).toEqual({ ExcludePunctuation: true, PasswordLength: 64 });
    expect(64 * Math.log2(62)).toBeGreaterThan(256);
    expect(properties.SecretString).toBeUndefined();
  });
});
