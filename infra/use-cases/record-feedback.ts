import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FeedbackTopic } from '../constructs/feedback-topic.ts';
import { UseCaseFunction } from '../constructs/use-case-function.ts';
import { type FunctionEnv, SIZES } from '../functions.ts';
import type { Shared } from './shared.ts';

/** Records what SES reports, which reaches its queue through a topic. */
export class RecordFeedback extends UseCaseFunction {
  constructor(scope: Construct, shared: Shared) {
    const { code, table, tokens, sender, queues } = shared;
    const environment: FunctionEnv['record-feedback'] = {
      TABLE_NAME: table.table.tableName,
      TOKEN_SECRET_ARN: tokens.secret.secretArn,
    };
    super(scope, 'RecordFeedback', {
      ...SIZES['record-feedback'],
      code: code['record-feedback'],
      environment: { ...environment },
    });
    new FeedbackTopic(scope, 'Feedback', {
      configurationSet: sender.configurationSet,
      queue: queues.feedback,
      undelivered: queues.undeliveredFeedback,
    });
    table.grantItems(this.fn, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query');
    tokens.grantRead(this.fn);
    // A mail's Send and Delivery come seconds apart: in one batch they are one write.
    queues.feedback.consumedBy(this.fn, { batchSize: 100, window: Duration.seconds(5), maxConcurrency: 2 });
  }
}
