import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { UseCaseFunction } from '../constructs/use-case-function.ts';
import { type FunctionEnv, SIZES } from '../functions.ts';
import { planEnv, type Shared } from './shared.ts';

/** Between two looks at what is still missing of the open issues. */
export const TICK = Duration.minutes(15);

/** Freezes the audience, plans what is missing, closes what is complete. */
export class PlanAudience extends UseCaseFunction {
  constructor(scope: Construct, shared: Shared) {
    const { code, table, bucket, queues, alarms } = shared;
    const environment: FunctionEnv['plan-audience'] = planEnv(shared);
    super(scope, 'PlanAudience', {
      ...SIZES['plan-audience'],
      code: code['plan-audience'],
      environment: { ...environment },
    });
    table.grantItems(this.fn, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query');
    table.grantAudienceQuery(this.fn);
    bucket.grantReadWrite(this, 'issues');
    bucket.grantList(this, 'issues');
    queues.plan.grantSend(this.fn);
    queues.delivery.grantDepth(this.fn);
    queues.delivery.grantSend(this.fn);
    queues.plan.consumedBy(this.fn, { batchSize: 1, maxConcurrency: 4 });
    alarms.whenLogged(this.logGroup, 'account-unbalanced', {
      impact:
        'An issue cannot be closed: a reader of its frozen list is in no term of the equation, or in two.',
      runbook: 'An account does not balance',
    });
    this.catchAsyncFailures({ queue: queues.missedTicks.queue, retries: 0, maxAge: TICK });
  }
}
