import type { IssueHead } from '../lambdas/core/issue/issue.ts';
import type { Context } from './context.ts';
import { deliverIssue } from './deliver.ts';
import { adviceFor, equation, troublesOf } from './equation.ts';
import { paint, WorkFailed } from './output.ts';
import type { System } from './system.ts';

/**
 * Waits for an issue and says what became of it. The exit code is 1 when somebody has no mail, or may have none; `again`
 * is the command that sends what is missing.
 */
export async function reportDelivery(
  context: Context,
  system: System,
  issueId: string,
  { again, patienceMs }: { readonly again: string; readonly patienceMs: number },
): Promise<void> {
  const output = context.output();
  const delivered = await deliverIssue(system, issueId, { quiet: output.json, patienceMs });
  const { account, end, issue } = delivered;
  const troubles = await troublesOf(system.subscribers, account);
  const { text, balances } = equation(account);
  const advice = adviceFor(delivered, { again, graceMs: system.graceMs, trouble: system.lastTrouble?.() });
  output.result(
    {
      issue: issueId,
      end,
      state: issue.state,
      ...(issue.reason && { reason: issue.reason }),
      ...account.accounting,
      balances,
      ...troubles,
    },
    [
      text,
      ...troubles.failed.map(
        (each) => `  ${paint.red('failed')}    ${each.email}  ${each.code}: ${each.detail}`,
      ),
      ...troubles.uncertain.map((email) => `  ${paint.yellow('uncertain')} ${email}`),
      ...advice,
      ...(system.outbox ? [`Look at the mails: ${system.outbox}`] : []),
    ].join('\n'),
  );
  if (account.accounting.uncertain > 0) await tellDoubts(system, issue);
  if (output.json) for (const line of advice) output.note(line);
  if (!balances) throw new WorkFailed(`the account of issue ${issueId} does not balance: ${text}`);
  const { failed, uncertain } = account.accounting;
  if (end !== 'done' || failed > 0 || uncertain > 0) process.exitCode = 1;
}

/** Whoever asks again after this knows who is in doubt (publish-now.ts). */
async function tellDoubts({ issues, clock }: System, { id, state }: IssueHead): Promise<void> {
  await issues.move(id, [state], { state, doubtsToldAt: clock.now().toISOString() });
}
