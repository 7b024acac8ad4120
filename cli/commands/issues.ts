import { Command } from 'commander';
import {
  type Controlled,
  cancelIssue,
  pauseIssue,
  resendMissing,
  resumeIssue,
} from '../../lambdas/core/control-issue.ts';
import type { Context } from '../context.ts';
import { PATIENCE_MS } from '../deliver.ts';
import { explainIssues, listIssues, showIssue } from '../issue-reports.ts';
import { WorkFailed } from '../output.ts';
import { reportDelivery } from '../report-delivery.ts';
import type { System } from '../system.ts';
import { addCorrectCommand } from './issues-correct.ts';
import { addDraftCommands } from './issues-drafts.ts';

/** `briefwire issues ...`: the owner's controls, and the editor's. */
export function issuesCommand(context: Context): Command {
  const issues = new Command('issues');
  issues
    .command('list')
    .description('every issue, newest first')
    .action(() => listIssues(context));
  issues
    .command('show')
    .description(
      'how far an issue is: its equation, what failed and why, what SES has reported, when it will end',
    )
    .argument('<issue>')
    .action((id: string) => showIssue(context, id));
  issues
    .command('pause')
    .description('stop sending within five seconds; nobody is lost')
    .argument('<issue>')
    .action((id: string) => control(context, id, pauseIssue, 'paused. Go on with `briefwire issues resume`'));
  issues
    .command('resume')
    .description('go on with a paused issue')
    .argument('<issue>')
    .action((id: string) => control(context, id, resumeIssue, 'going on'));
  issues
    .command('cancel')
    .description('end an issue: who has it keeps it, nobody else gets it')
    .argument('<issue>')
    .action((id: string) => control(context, id, cancelIssue, 'winding up'));
  issues
    .command('resend')
    .description('send what is missing of an issue, also of one that is closed')
    .argument('<issue>')
    .requiredOption('--missing', 'only who has no mail; there is no other way of sending again')
    .option('--uncertain', 'also mails that SES may have already: some readers may get a second copy')
    .action((id: string, { uncertain = false }: { uncertain?: boolean }) => resend(context, id, uncertain));
  issues
    .command('explain')
    .description('why somebody did or did not get an issue, in words')
    .argument('<address>')
    .option('--issue <issue>', 'that issue alone; default: the latest ten')
    .action((address: string, options: { issue?: string }) => explainIssues(context, address, options));
  addDraftCommands(issues, context);
  addCorrectCommand(issues, context);
  return issues;
}

async function control(
  context: Context,
  id: string,
  change: (system: System, id: string) => Promise<Controlled>,
  said: string,
): Promise<void> {
  await context.withSystem(async (system) => {
    const { issue, kind } = allowed(await change(system, id));
    const { state, ending } = issue;
    const text = kind === 'already' ? `Issue ${id} is ${said} already.` : `Issue ${id} is ${said}.`;
    context.output().result({ issue: id, state, ...(ending && { ending }), changed: kind === 'done' }, text);
  });
}

async function resend(context: Context, id: string, uncertain: boolean): Promise<void> {
  await context.withSystem(async (system) => {
    allowed(await resendMissing(system, id, { uncertain }));
    const again = `npx briefwire issues resend ${id} --missing`;
    await reportDelivery(context, system, id, { again, patienceMs: PATIENCE_MS });
  });
}

function allowed(outcome: Controlled): Exclude<Controlled, { kind: 'refused' }> {
  if (outcome.kind === 'refused') throw new WorkFailed(outcome.reason);
  return outcome;
}
