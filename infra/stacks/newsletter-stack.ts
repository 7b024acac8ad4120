import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { durationMs, type Newsletter } from '../../lambdas/core/config.ts';
import { FailureQueue } from '../constructs/failure-queue.ts';
import { FeedbackTopic } from '../constructs/feedback-topic.ts';
import { OwnerAlarms } from '../constructs/owner-alarms.ts';
import { PagesApi } from '../constructs/pages-api.ts';
import { ScheduledCall } from '../constructs/scheduled-call.ts';
import { schedulerCron } from '../constructs/scheduler-cron.ts';
import { Sender } from '../constructs/sender.ts';
import { UseCaseFunction } from '../constructs/use-case-function.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import { type FunctionCode, type FunctionEnv, type FunctionName, SIZES } from '../functions.ts';
import { PAGE_ROUTES } from '../page-routes.ts';
import type { DataStack } from './data-stack.ts';

export interface NewsletterStackProps extends StackProps {
  readonly newsletter: Newsletter;
  readonly data: DataStack;
  readonly code: FunctionCode;
}

/** Minutes between two looks at what is still missing of the open issues. */
const TICK = Duration.minutes(15);

/** The product on one page: schedule → publish → plan → deliver → SES → feedback, and the pages that readers come back to. */
export class NewsletterStack extends Stack {
  constructor(scope: Construct, id: string, props: NewsletterStackProps) {
    super(scope, id, { description: `Briefwire: sends "${props.newsletter.name}".`, ...props });
    const { newsletter, code } = props;
    const { table, bucket, tokens } = props.data;
    const use = <Name extends FunctionName>(name: Name, environment: FunctionEnv[Name]) =>
      new UseCaseFunction(this, pascal(name), { ...SIZES[name], code: code[name], environment });

    // ---- what they share
    const alarms = new OwnerAlarms(this, 'Alarms', { owner: newsletter.owner });
    const sender = new Sender(this, 'Sender', {
      fromAddress: newsletter.from.address,
      identity: newsletter.aws.identity,
      sandboxRecipients: newsletter.aws.sandboxRecipients,
    });
    const pages = new PagesApi(this, 'Pages');
    const planQueue = new WorkQueue(this, 'PlanQueue', {
      alarms,
      consumerTimeout: SIZES['plan-audience'].timeout,
      impact: 'Part of an issue was never planned: its readers get no mail until this is put right.',
      runbook: 'Plan queue: messages in the dead-letter queue',
    });
    const deliveryQueue = new WorkQueue(this, 'DeliveryQueue', {
      alarms,
      consumerTimeout: SIZES['deliver-mail'].timeout,
      impact:
        'A chunk of up to 50 readers crashed the sender again and again: some of them wait for their mail.',
      runbook: 'Delivery queue: messages in the dead-letter queue',
    });
    const feedbackQueue = new WorkQueue(this, 'FeedbackQueue', {
      alarms,
      consumerTimeout: SIZES['record-feedback'].timeout,
      impact: 'Reports of SES are not recorded: who bounced or complained may be mailed again.',
      runbook: 'Feedback queue: messages in the dead-letter queue',
    });
    const undelivered = new FailureQueue(this, 'UndeliveredFeedback', {
      alarms,
      impact: 'SNS could not put reports of SES on the feedback queue: they are not recorded.',
      runbook: 'Feedback that SNS could not deliver',
    });
    const missedSlots = new FailureQueue(this, 'MissedSlots', {
      alarms,
      impact: "An edition's slot ended in an error: its issue was not published.",
      runbook: 'A slot was missed',
    });
    const missedPolls = new FailureQueue(this, 'MissedPolls', {
      alarms,
      impact: 'Feeds and pages were not polled: what they have new comes with the next poll, or is late.',
      runbook: 'A poll was missed',
    });
    const missedTicks = new FailureQueue(this, 'MissedTicks', {
      alarms,
      impact: 'The check for missing mails did not run: retries and later waves of open issues are late.',
      runbook: 'A tick was missed',
    });

    // ---- the walk
    const names = { TABLE_NAME: table.table.tableName, BUCKET_NAME: bucket.bucket.bucketName };
    const queues = {
      PLAN_QUEUE_URL: planQueue.queue.queueUrl,
      DELIVERY_QUEUE_URL: deliveryQueue.queue.queueUrl,
    };
    const readers = { SITE_URL: pages.url, TOKEN_SECRET_ARN: tokens.secret.secretArn };

    const collectBriefing = use('collect-briefing', { TABLE_NAME: names.TABLE_NAME });
    table.grantItems(collectBriefing.fn, 'GetItem', 'PutItem');
    const every = Duration.millis(durationMs(newsletter.collect.every));
    collectBriefing.catchAsyncFailures({ queue: missedPolls.queue, retries: 1, maxAge: every });

    const publishIssue = use('publish-issue', { ...names, ...queues });
    table.grantItems(publishIssue.fn, 'GetItem', 'PutItem', 'Query');
    bucket.grantList(publishIssue, 'inbox');
    bucket.grantRead(publishIssue, 'inbox');
    bucket.grantReadWrite(publishIssue, 'issues');
    planQueue.grantSend(publishIssue.fn);
    deliveryQueue.grantSend(publishIssue.fn);
    publishIssue.catchAsyncFailures({ queue: missedSlots.queue, retries: 2, maxAge: Duration.hours(1) });

    const planAudience = use('plan-audience', { ...names, ...queues });
    table.grantItems(planAudience.fn, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query');
    table.grantAudienceQuery(planAudience.fn);
    bucket.grantReadWrite(planAudience, 'issues');
    bucket.grantList(planAudience, 'issues');
    planQueue.grantSend(planAudience.fn);
    deliveryQueue.grantDepth(planAudience.fn);
    deliveryQueue.grantSend(planAudience.fn);
    planQueue.consumedBy(planAudience.fn, { batchSize: 1, maxConcurrency: 4 });
    alarms.whenLogged(planAudience.logGroup, 'account-unbalanced', {
      impact:
        'An issue cannot be closed: a reader of its frozen list is in no term of the equation, or in two.',
      runbook: 'An account does not balance',
    });
    planAudience.catchAsyncFailures({ queue: missedTicks.queue, retries: 0, maxAge: TICK });

    const deliverMail = use('deliver-mail', {
      TABLE_NAME: names.TABLE_NAME,
      BUCKET_NAME: names.BUCKET_NAME,
      ...queues,
      CONFIGURATION_SET: sender.configurationSet.configurationSetName,
      ...readers,
    });
    table.grantItems(
      deliverMail.fn,
      'GetItem',
      'BatchGetItem',
      'ConditionCheckItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
    );
    table.grantDescribe(deliverMail.fn);
    bucket.grantRead(deliverMail, 'issues');
    tokens.grantRead(deliverMail.fn);
    sender.grantSend(deliverMail);
    sender.grantQuota(deliverMail);
    planQueue.grantSend(deliverMail.fn);
    deliveryQueue.grantSend(deliverMail.fn);
    // Any number may send at once: they share SES's rate through the lease. 2 is the least that SQS takes.
    deliveryQueue.consumedBy(deliverMail.fn, { batchSize: 1, maxConcurrency: 2 });

    const recordFeedback = use('record-feedback', {
      TABLE_NAME: names.TABLE_NAME,
      TOKEN_SECRET_ARN: readers.TOKEN_SECRET_ARN,
    });
    new FeedbackTopic(this, 'Feedback', {
      configurationSet: sender.configurationSet,
      queue: feedbackQueue,
      undelivered,
    });
    table.grantItems(recordFeedback.fn, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query');
    tokens.grantRead(recordFeedback.fn);
    // A mail's Send and Delivery come seconds apart: in one batch they are one write.
    const together = { batchSize: 100, window: Duration.seconds(5) };
    feedbackQueue.consumedBy(recordFeedback.fn, { ...together, maxConcurrency: 2 });

    const manageSubscription = use('manage-subscription', {
      TABLE_NAME: names.TABLE_NAME,
      CONFIGURATION_SET: sender.configurationSet.configurationSetName,
      ...readers,
    });
    table.grantItems(
      manageSubscription.fn,
      'GetItem',
      'BatchGetItem',
      'ConditionCheckItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'Query',
    );
    tokens.grantRead(manageSubscription.fn);
    sender.grantSend(manageSubscription);
    pages.serve(manageSubscription.fn, PAGE_ROUTES);

    // ---- the clock
    const group = new ScheduleGroup(this, 'Schedules', { removalPolicy: RemovalPolicy.DESTROY });
    for (const edition of newsletter.editions) {
      const zone = edition.timeZone ?? newsletter.timeZone;
      new ScheduledCall(this, `Edition-${edition.id}`, {
        description: `Publishes the edition "${edition.id}": ${edition.cron}, ${zone}.`,
        when: ScheduleExpression.expression(schedulerCron(edition.cron), TimeZone.of(zone)),
        group,
        target: publishIssue.fn,
        input: { edition: edition.id, scheduledTime: '<aws.scheduler.scheduled-time>' },
        failures: missedSlots.queue,
        // An issue a few hours late is better than none; then the owner decides.
        retry: { attempts: 20, maxAge: Duration.hours(3) },
      });
    }
    if (newsletter.sources.length > 0) {
      new ScheduledCall(this, 'Poll', {
        description: `Polls ${newsletter.sources.length} sources every ${newsletter.collect.every}.`,
        when: ScheduleExpression.rate(every),
        group,
        target: collectBriefing.fn,
        input: { poll: true },
        failures: missedPolls.queue,
        retry: { attempts: 3, maxAge: every },
      });
    }
    new ScheduledCall(this, 'Tick', {
      description: 'Looks for what is missing of the open issues.',
      when: ScheduleExpression.rate(TICK),
      group,
      target: planAudience.fn,
      input: { tick: true },
      failures: missedTicks.queue,
      retry: { attempts: 3, maxAge: TICK },
    });

    // ---- what the owner and the command line need to know
    const outputs: Record<string, string> = {
      NextStep: 'npx briefwire inbox add briefings/morning-wire.md --aws',
      BucketName: names.BUCKET_NAME,
      TableName: names.TABLE_NAME,
      PlanQueueUrl: queues.PLAN_QUEUE_URL,
      DeliveryQueueUrl: queues.DELIVERY_QUEUE_URL,
      CollectFunctionName: collectBriefing.fn.functionName,
      FeedbackQueueUrl: feedbackQueue.queue.queueUrl,
      UndeliveredFeedbackUrl: undelivered.queue.queueUrl,
      PublishFunctionName: publishIssue.fn.functionName,
      PagesUrl: pages.url,
      TokenSecretArn: tokens.secret.secretArn,
    };
    sender.dnsRecords.forEach(({ name, type, value }, index) => {
      outputs[`DnsRecord${index + 1}`] = `${name} ${type} ${value}`;
    });
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/** `publish-issue` → `PublishIssue`, as construct ids are written. */
function pascal(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}
