import type { Construct } from 'constructs';
import { UseCaseFunction } from '../constructs/use-case-function.ts';
import { type FunctionEnv, SIZES } from '../functions.ts';
import { planEnv, type Shared, sendEnv } from './shared.ts';

/** Sends the mails of a chunk, each once. */
export class DeliverMail extends UseCaseFunction {
  constructor(scope: Construct, shared: Shared) {
    const { code, table, bucket, tokens, sender, queues } = shared;
    const environment: FunctionEnv['deliver-mail'] = { ...planEnv(shared), ...sendEnv(shared) };
    super(scope, 'DeliverMail', {
      ...SIZES['deliver-mail'],
      code: code['deliver-mail'],
      environment: { ...environment },
    });
    table.grantItems(
      this.fn,
      'GetItem',
      'BatchGetItem',
      'ConditionCheckItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
    );
    table.grantDescribe(this.fn);
    bucket.grantRead(this, 'issues');
    tokens.grantRead(this.fn);
    sender.grantSend(this);
    sender.grantQuota(this);
    queues.plan.grantSend(this.fn);
    queues.delivery.grantSend(this.fn);
    // Any number may send at once: they share SES's rate through the lease. 2 is the least that SQS takes.
    queues.delivery.consumedBy(this.fn, { batchSize: 1, maxConcurrency: 2 });
  }
}
