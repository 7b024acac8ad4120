import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/** The keys that sign readers' links and hash their addresses; generated once in the account, known to nobody. */
export class TokenSecret extends Construct {
  readonly secret: secretsmanager.Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.secret = new secretsmanager.Secret(this, 'Secret', {
      description:
        'Briefwire: keys of unsubscribe links and address hashes. Losing them breaks every link ever sent.',
      generateSecretString: {
        // Letters and digits only, 381 random bits: a plain string, from which the keys' adapter derives version 1.
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'An unsubscribe link never expires, so its key cannot rotate by time; keys carry a version and are added by hand.',
    });
  }

  /** Lets `grantee` read the keys. */
  grantRead(grantee: iam.IGrantable): void {
    iam.Grant.addToPrincipal({
      grantee,
      actions: ['secretsmanager:GetSecretValue'],
      resourceArns: [this.secret.secretArn],
    });
  }
}
