import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { MailCounts } from '../constructs/mail-counts.ts';
import { OwnerAlarms } from '../constructs/owner-alarms.ts';
import { OwnerBudget } from '../constructs/owner-budget.ts';
import { OwnerDashboard } from '../constructs/owner-dashboard.ts';
import { PagesApi } from '../constructs/pages-api.ts';
import { Sender } from '../constructs/sender.ts';
import type { FunctionCode } from '../functions.ts';
import { CollectBriefing } from '../use-cases/collect-briefing.ts';
import { DeliverMail } from '../use-cases/deliver-mail.ts';
import { ManageSubscription } from '../use-cases/manage-subscription.ts';
import { outputsOf } from '../use-cases/outputs.ts';
import { PlanAudience } from '../use-cases/plan-audience.ts';
import { PublishIssue } from '../use-cases/publish-issue.ts';
import { queuesOf } from '../use-cases/queues.ts';
import { RecordFeedback } from '../use-cases/record-feedback.ts';
import { schedulesOf } from '../use-cases/schedules.ts';
import type { Shared } from '../use-cases/shared.ts';
import type { DataStack } from './data-stack.ts';

export interface NewsletterStackProps extends StackProps {
  readonly newsletter: Newsletter;
  readonly data: DataStack;
  readonly code: FunctionCode;
}

/** The product on one page: schedule → publish → plan → deliver → SES → feedback, and the pages that readers come back to. */
export class NewsletterStack extends Stack {
  constructor(scope: Construct, id: string, props: NewsletterStackProps) {
    super(scope, id, { description: `Briefwire: sends "${props.newsletter.name}".`, ...props });
    const { newsletter, code, data } = props;
    const { owner, aws } = newsletter;
    const editors = newsletter.editions.flatMap(({ editor }) => editor ?? []);

    // ---- what they share
    const alarms = new OwnerAlarms(this, 'Alarms', { owner });
    const sender = new Sender(this, 'Sender', {
      fromAddress: newsletter.from.address,
      identity: aws.identity,
      // The owner gets the first mail and editors drafts, which in SES's sandbox asks for their identities too.
      sandboxRecipients: [...new Set([owner, ...editors, ...aws.sandboxRecipients])],
      alarms,
    });
    const pages = new PagesApi(this, 'Pages', { alarms, ...(aws.domain && { domain: aws.domain }) });
    const queues = queuesOf(this, alarms);
    const { table, bucket, tokens } = data;
    const shared: Shared = { newsletter, code, table, bucket, tokens, sender, pages, queues, alarms };

    // ---- the walk
    const collect = new CollectBriefing(this, shared);
    const publish = new PublishIssue(this, shared);
    const plan = new PlanAudience(this, shared);
    const deliver = new DeliverMail(this, shared);
    const feedback = new RecordFeedback(this, shared);
    const manage = new ManageSubscription(this, shared);

    // ---- the clock
    schedulesOf(this, shared, { collect, publish, plan });

    // ---- what the owner sees
    const counts = new MailCounts(this, 'Mails', {
      deliverLogs: deliver.logGroup,
      feedbackLogs: feedback.logGroup,
    });
    const dashboard = new OwnerDashboard(this, 'Owner', {
      title: newsletter.name,
      counts,
      queues,
      alarms,
      pages,
    });
    if (aws.monthlyBudgetUsd !== undefined) {
      new OwnerBudget(this, 'Budget', { owner, limit: aws.monthlyBudgetUsd });
    }

    // ---- what the command line needs to know
    outputsOf(this, shared, { collect, publish, plan, deliver, feedback, manage, dashboard });
  }
}
