import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { durationMs } from '../../lambdas/core/config.ts';
import { UseCaseFunction } from '../constructs/use-case-function.ts';
import { type FunctionEnv, SIZES } from '../functions.ts';
import type { Shared } from './shared.ts';

/** Polls the sources into the table. */
export class CollectBriefing extends UseCaseFunction {
  /** Between two polls. */
  readonly every: Duration;

  constructor(scope: Construct, shared: Shared) {
    const { newsletter, code, table, queues } = shared;
    const environment: FunctionEnv['collect-briefing'] = { TABLE_NAME: table.table.tableName };
    super(scope, 'CollectBriefing', {
      ...SIZES['collect-briefing'],
      code: code['collect-briefing'],
      environment: { ...environment },
    });
    this.every = Duration.millis(durationMs(newsletter.collect.every));
    table.grantItems(this.fn, 'GetItem', 'PutItem');
    this.catchAsyncFailures({ queue: queues.missedPolls.queue, retries: 1, maxAge: this.every });
  }
}
