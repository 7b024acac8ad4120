import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface UseCaseFunctionProps {
  /** One sentence for the Lambda console. */
  readonly description: string;
  /** A prebuilt bundle whose `index.mjs` exports `handler`. */
  readonly code: lambda.Code;
  /** Exactly what the function's env.ts reads; it throws at its start when one is missing. */
  readonly environment: Readonly<Record<string, string>>;
  /** MB; Lambda gives processor time in proportion, one whole core at 1769 MB. */
  readonly memory: number;
  readonly timeout: Duration;
}

/** How a function is told about events that nobody waits for (Scheduler, S3). */
export interface AsyncFailures {
  /** Takes the event once all tries have failed. */
  readonly queue: sqs.IQueue;
  /** Tries after the first, 0 to 2. */
  readonly retries: number;
  /** An event older than this is not worth running any more. 1 minute to 6 hours. */
  readonly maxAge: Duration;
}

/**
 * One Lambda of the walk, with a role that starts with nothing but its own log group. It never reserves concurrency: a
 * new account has 10 runs in all, and a reservation would be refused or would starve the rest.
 */
export class UseCaseFunction extends Construct {
  readonly fn: lambda.Function;
  /** Its JSON lines. */
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: UseCaseFunctionProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    this.fn = new lambda.Function(this, 'Function', {
      description: props.description,
      code: props.code,
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      environment: { ...props.environment },
      memorySize: props.memory,
      timeout: props.timeout,
      role,
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
      systemLogLevelV2: lambda.SystemLogLevel.INFO,
    });
  }

  /** Without this Lambda drops an event in silence after its last try. */
  catchAsyncFailures(failures: AsyncFailures): void {
    failures.queue.grant(this.fn, 'sqs:SendMessage');
    new lambda.EventInvokeConfig(this, 'Async', {
      function: this.fn,
      retryAttempts: failures.retries,
      maxEventAge: failures.maxAge,
      onFailure: { bind: () => ({ destination: failures.queue.queueArn }) },
    });
  }
}
