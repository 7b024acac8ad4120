import type { Command } from 'commander';
import { correctIssue } from '../../lambdas/core/correct-issue.ts';
import { allowPrivateOption, readBriefing } from '../briefing-input.ts';
import { collect } from '../collect.ts';
import type { Context } from '../context.ts';
import { PATIENCE_MS } from '../deliver.ts';
import { count } from '../equation.ts';
import { paint } from '../output.ts';
import { takenOf, whatWasPublished } from '../publish.ts';
import { reportDelivery } from '../report-delivery.ts';

interface CorrectOptions {
  readonly issue?: string;
  readonly subject?: string;
  readonly allowPrivate?: boolean;
}

/** Adds `issues correct`: a mail to exactly those who got an issue. */
export function addCorrectCommand(issues: Command, context: Context): void {
  issues
    .command('correct')
    .description('mail a correction to exactly those who got an issue, once each')
    .argument('<issue>')
    .argument('<briefing...>', 'files, web addresses, or - for standard input')
    .option('--issue <name>', "the correction's own name (default: correction-of-<issue>)")
    .option('--subject <text>', 'the subject; default: that it corrects what')
    .addOption(allowPrivateOption())
    .action((of: string, briefings: string[], options: CorrectOptions) =>
      correct(context, of, briefings, options),
    );
}

async function correct(
  context: Context,
  of: string,
  sources: readonly string[],
  options: CorrectOptions,
): Promise<void> {
  const newsletter = await context.newsletter();
  const briefings = await Promise.all(sources.map((source) => readBriefing(source, options)));
  const collected = briefings.map((briefing) => collect(briefing, newsletter));
  await context.withSystem(async (system) => {
    const { issue, kind } = whatWasPublished(
      await correctIssue(system, {
        of,
        ...(options.issue !== undefined && { name: options.issue }),
        ...(options.subject !== undefined && { subject: options.subject }),
        collected,
        briefings: briefings.map(takenOf),
      }),
    );
    context
      .output()
      .note(
        kind === 'published'
          ? `Correction ${paint.bold(issue.id)} of ${of}: ${count(issue.topics.length, 'topic')}, frozen.`
          : `Correction ${paint.bold(issue.id)} exists since ${issue.frozenAt}; only what is missing is sent.`,
      );
    const again = `npx briefwire issues correct ${of} ${sources.join(' ')} --issue ${issue.id}`;
    await reportDelivery(context, system, issue.id, { again, patienceMs: PATIENCE_MS });
  });
}
