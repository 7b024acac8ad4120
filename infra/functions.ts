import { Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Env as CollectEnv } from '../lambdas/functions/collect-briefing/env.ts';
import type { Env as DeliverEnv } from '../lambdas/functions/deliver-mail/env.ts';
import type { Env as ManageEnv } from '../lambdas/functions/manage-subscription/env.ts';
import type { Env as PlanEnv } from '../lambdas/functions/plan-audience/env.ts';
import type { Env as PublishEnv } from '../lambdas/functions/publish-issue/env.ts';
import type { Env as FeedbackEnv } from '../lambdas/functions/record-feedback/env.ts';

/** The Lambdas, in the order of the walk; each is a folder of lambdas/functions and of dist. */
export const FUNCTIONS = [
  'collect-briefing',
  'publish-issue',
  'plan-audience',
  'deliver-mail',
  'record-feedback',
  'manage-subscription',
] as const;

export type FunctionName = (typeof FUNCTIONS)[number];

/** The environment variables that each function reads at its start. */
export interface FunctionEnv {
  readonly 'collect-briefing': CollectEnv;
  readonly 'publish-issue': PublishEnv;
  readonly 'plan-audience': PlanEnv;
  readonly 'deliver-mail': DeliverEnv;
  readonly 'record-feedback': FeedbackEnv;
  readonly 'manage-subscription': ManageEnv;
}

/** One prebuilt bundle per function; tests hand in a line of code instead. */
export type FunctionCode = Readonly<Record<FunctionName, lambda.Code>>;

/** One value for each function. */
export function forEachFunction<Value>(make: (name: FunctionName) => Value): Record<FunctionName, Value> {
  return Object.fromEntries(FUNCTIONS.map((name) => [name, make(name)])) as Record<FunctionName, Value>;
}

/** Functions that render something and carry `templates/` beside their code. */
export const WITH_TEMPLATES: readonly FunctionName[] = ['publish-issue', 'manage-subscription'];

/** Functions that send our own mails, rendered into their folder at the build. */
export const WITH_SYSTEM_MAILS: readonly FunctionName[] = ['manage-subscription'];

export interface Size {
  /** What the Lambda console shows. */
  readonly description: string;
  /** MB; processor time comes with it, one whole core at 1769. */
  readonly memory: number;
  readonly timeout: Duration;
}

export const SIZES: Readonly<Record<FunctionName, Size>> = {
  'collect-briefing': {
    description: 'Polls feeds and pages, and keeps the topics that are new.',
    // 200 sources, eight at a time and ten seconds each, take 250 s at worst. Parsing 5 MB of XML takes some 100 MB.
    memory: 1024,
    timeout: Duration.minutes(5),
  },
  'publish-issue': {
    description: 'Turns the briefings that wait into a frozen issue, once per slot of an edition.',
    // Parsing and MJML keep one core busy for seconds once a day: a whole core ends it soonest at the same price.
    memory: 1769,
    timeout: Duration.minutes(5),
  },
  'plan-audience': {
    description:
      'Freezes who gets an issue, puts what is missing on the delivery queue, closes what is complete.',
    // A shard of a list of a million is 62,500 profiles, read in pages of 1 MB: about 40 MB and some ten seconds.
    memory: 512,
    timeout: Duration.minutes(2),
  },
  'deliver-mail': {
    description: 'Sends one mail to each reader of a chunk, once.',
    // 50 mails at the sandbox's one a second, shared by two runs, take 100 s; the rest is room for slow answers.
    memory: 512,
    timeout: Duration.minutes(5),
  },
  'record-feedback': {
    description: 'Records what SES reports: facts in the ledger, suppressed readers.',
    // A hundred events are at most a hundred writes, sixteen at a time: well under a second of waiting for the table.
    memory: 512,
    timeout: Duration.minutes(1),
  },
  'manage-subscription': {
    description: "The readers' pages: signing up, confirming, choosing, leaving; and the mails about it.",
    // People wait for a cold start, and memory buys its speed. API Gateway gives up after 30 s; SES may take 3 s a try.
    memory: 512,
    timeout: Duration.seconds(20),
  },
};
