import type { Construct } from 'constructs';
import { UseCaseFunction } from '../constructs/use-case-function.ts';
import { type FunctionEnv, SIZES } from '../functions.ts';
import { PAGE_ROUTES } from '../page-routes.ts';
import { type Shared, sendEnv } from './shared.ts';

/** Answers the readers' pages and sends the mails about a subscription. */
export class ManageSubscription extends UseCaseFunction {
  constructor(scope: Construct, shared: Shared) {
    const { code, table, bucket, tokens, sender, pages, alarms } = shared;
    const environment: FunctionEnv['manage-subscription'] = {
      TABLE_NAME: table.table.tableName,
      BUCKET_NAME: bucket.bucket.bucketName,
      ...sendEnv(shared),
    };
    super(scope, 'ManageSubscription', {
      ...SIZES['manage-subscription'],
      code: code['manage-subscription'],
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
      'Query',
    );
    bucket.grantRead(this, 'archive');
    bucket.grantList(this, 'archive');
    tokens.grantRead(this.fn);
    sender.grantSend(this);
    pages.serve(this.fn, PAGE_ROUTES);
    alarms.whenLogged(this.logGroup, 'system-mail-failed', {
      impact: 'Confirmations and other mails about a subscription do not go out: nobody can join the list.',
      runbook: 'Mails about subscriptions fail',
    });
  }
}
