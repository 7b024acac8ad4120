import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { wantsReminder } from '../../lambdas/core/config.ts';
import { UseCaseFunction } from '../constructs/use-case-function.ts';
import { type FunctionEnv, SIZES } from '../functions.ts';
import { planEnv, type Shared } from './shared.ts';

/** Freezes the issue of a slot and puts its shards on the plan queue. */
export class PublishIssue extends UseCaseFunction {
  constructor(scope: Construct, shared: Shared) {
    const { code, table, bucket, queues, pages, alarms, newsletter } = shared;
    const environment: FunctionEnv['publish-issue'] = {
      ...planEnv(shared),
      SITE_URL: pages.url,
    };
    super(scope, 'PublishIssue', {
      ...SIZES['publish-issue'],
      code: code['publish-issue'],
      environment: { ...environment },
    });
    table.grantItems(this.fn, 'GetItem', 'PutItem', 'Query');
    bucket.grantList(this, 'inbox');
    bucket.grantRead(this, 'inbox');
    bucket.grantReadWrite(this, 'issues');
    bucket.grantReadWrite(this, 'archive');
    bucket.grantList(this, 'archive');
    queues.plan.grantSend(this.fn);
    queues.delivery.grantSend(this.fn);
    if (newsletter.editions.some(wantsReminder)) {
      alarms.whenLogged(this.logGroup, 'briefing-missing', {
        impact: 'A slot had no briefing and nothing new from the sources: its readers got no mail.',
        runbook: 'A slot had no briefing',
      });
    }
    this.catchAsyncFailures({ queue: queues.missedSlots.queue, retries: 2, maxAge: Duration.hours(1) });
  }
}
