import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';

export interface OwnerBudgetProps {
  /** Gets a mail at 80 % spent, at all of it, and when the month is forecast to end above it. */
  readonly owner: string;
  /** US dollars a month. */
  readonly limit: number;
}

/**
 * A month's budget for the whole account: one for the newsletter alone would see nothing until somebody activates its tag
 * in the billing console. Budgets that only notify are free.
 */
export class OwnerBudget extends Construct {
  constructor(scope: Construct, id: string, props: OwnerBudgetProps) {
    super(scope, id);
    const tell = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: {
        notificationType,
        threshold,
        thresholdType: 'PERCENTAGE',
        comparisonOperator: 'GREATER_THAN',
      },
      subscribers: [{ subscriptionType: 'EMAIL', address: props.owner }],
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: props.limit, unit: 'USD' },
      },
      notificationsWithSubscribers: [tell('ACTUAL', 80), tell('ACTUAL', 100), tell('FORECASTED', 100)],
    });
  }
}
