import type { Newsletter } from './config.ts';

/** What a stage may be called; it becomes part of the names of stacks. */
export const STAGE = /^[a-z][a-z0-9-]{0,15}$/;

/**
 * The same newsletter as a second, separate system of the account: `staging` is `<prefix>-staging-Data` and
 * `<prefix>-staging-App`. Without a stage (or as `production`) it is the newsletter itself. A further stage sends by the
 * identity that production has made, keeps the pages' own address, and leaves the account's budget to production. Throws
 * a RangeError for a name that no stack could have.
 */
export function forStage(newsletter: Newsletter, stage: string | undefined): Newsletter {
  if (stage === undefined || stage === '' || stage === 'production') return newsletter;
  if (!STAGE.test(stage)) {
    throw new RangeError(
      `The stage ${JSON.stringify(stage)} cannot be part of a stack's name: use up to 16 lower-case letters, digits and hyphens, such as "staging".`,
    );
  }
  const { domain: _, monthlyBudgetUsd: __, ...aws } = newsletter.aws;
  return {
    ...newsletter,
    aws: {
      ...aws,
      stackPrefix: `${aws.stackPrefix}-${stage}`,
      identity: 'existing',
    },
  };
}
