import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { UseCaseFunction } from './use-case-function.ts';
import { acceptWildcard } from './wildcards.ts';

/** The parts of the bucket: briefings that wait, what is frozen of each issue, the public archive. */
export type BucketPart = 'inbox' | 'issues' | 'archive';

/** Briefings stay readable for a quarter after they were handed in; their topics live on in the issue. */
const INBOX_DAYS = 90;
/** How long an overwritten or deleted object can be brought back. */
const UNDO_DAYS = 30;

/** The one bucket: private, over TLS only, kept when the stack goes. Nothing in it is ever served directly. */
export class NewsletterBucket extends Construct {
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Bucket', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        { id: 'inbox', prefix: 'inbox/', expiration: Duration.days(INBOX_DAYS) },
        {
          id: 'undo',
          noncurrentVersionExpiration: Duration.days(UNDO_DAYS),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only the functions of this newsletter and its owner can reach the bucket; a second bucket of access logs would hold more personal data than it guards. CloudTrail data events can be switched on for an audit.',
    });
  }

  /** Lets a function read objects of one part. */
  grantRead(user: UseCaseFunction, part: BucketPart): void {
    this.grantObjects(user, part, ['s3:GetObject']);
  }

  /** Lets a function read and write objects of one part; it cannot delete. */
  grantReadWrite(user: UseCaseFunction, part: BucketPart): void {
    this.grantObjects(user, part, ['s3:GetObject', 's3:PutObject']);
  }

  /**
   * Lets a function list one part. Whoever may list also gets a 404 for an object that is not there, others a 403; at
   * that check there is no prefix to compare, hence IfExists.
   */
  grantList(user: UseCaseFunction, part: BucketPart): void {
    user.fn.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [this.bucket.bucketArn],
        conditions: { StringLikeIfExists: { 's3:prefix': `${part}/*` } },
      }),
    );
  }

  private grantObjects(user: UseCaseFunction, part: BucketPart, actions: readonly string[]): void {
    user.fn.addToRolePolicy(
      new iam.PolicyStatement({
        actions: [...actions],
        resources: [this.bucket.arnForObjects(`${part}/*`)],
      }),
    );
    const owner = this.bucket.node.defaultChild as s3.CfnBucket;
    acceptWildcard(
      user,
      { owner, arn: this.bucket.bucketArn, suffix: `/${part}/*` },
      `The names of the objects under ${part}/ come up at run time; the prefix bounds them.`,
    );
  }
}
