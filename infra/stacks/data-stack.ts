import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { NewsletterBucket } from '../constructs/newsletter-bucket.ts';
import { NewsletterTable } from '../constructs/newsletter-table.ts';
import { TokenSecret } from '../constructs/token-secret.ts';

/** What has to outlive every deployment: readers, issues, keys. Deleting this stack deletes none of them. */
export class DataStack extends Stack {
  readonly table: NewsletterTable;
  readonly bucket: NewsletterBucket;
  readonly tokens: TokenSecret;

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { description: 'Briefwire: readers, issues and keys; kept when stacks go.', ...props });
    this.table = new NewsletterTable(this, 'Newsletter');
    this.bucket = new NewsletterBucket(this, 'Issues');
    this.tokens = new TokenSecret(this, 'Tokens');
  }
}
