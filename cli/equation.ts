import type { IssueAccount } from '../lambdas/core/plan-audience.ts';
import type { Subscribers } from '../lambdas/core/ports.ts';
import type { Delivered } from './deliver.ts';
import { paint } from './output.ts';

/** One reader whose mail failed or is in doubt, for the owner's eyes. */
export interface Trouble {
  readonly email: string;
  readonly code: string;
  readonly detail: string;
}

/** `25 frozen = 25 accepted + 0 failed + …`, and whether it balances. */
export function equation({ accounting }: Pick<IssueAccount, 'accounting'>): {
  text: string;
  balances: boolean;
} {
  const { frozen, ...parts } = accounting;
  const sum = Object.values(parts).reduce((total, each) => total + each, 0);
  const terms = Object.entries(parts).map(([name, count]) => `${count} ${name}`);
  return { text: `${frozen} frozen = ${terms.join(' + ')}`, balances: sum === frozen };
}

/** The addresses behind an account's failures and doubts; an erased reader shows as `(erased)`. */
export async function troublesOf(
  subscribers: Subscribers,
  account: IssueAccount,
): Promise<{ failed: readonly Trouble[]; uncertain: readonly string[] }> {
  const name = async (id: string) => (await subscribers.get(id))?.email ?? '(erased)';
  return {
    failed: await Promise.all(
      account.failed.map(async ({ subscriberId, code, detail }) => ({
        email: await name(subscriberId),
        code,
        detail,
      })),
    ),
    uncertain: await Promise.all(account.uncertain.map(name)),
  };
}

/** What happened and what to do, in sentences; `again` is the command that sends what is missing. */
export function adviceFor(
  { end, account, issue }: Delivered,
  context: { readonly again: string; readonly graceMs: number; readonly trouble?: string | undefined },
): readonly string[] {
  const { waiting, uncertain, failed } = account.accounting;
  const lines: string[] = [];
  if (failed > 0)
    lines.push(`SES refused ${count(failed, 'reader')}; they are listed above and are not tried again.`);
  if (end === 'paused') {
    lines.push(
      `The issue has paused itself. ${issue.reason ?? ''}`.trim(),
      `Nobody was lost. Put that right, then send what is missing with: ${context.again}`,
    );
  }
  if (end === 'stalled') {
    const why = context.trouble ? `: ${context.trouble}` : '';
    lines.push(
      `${count(waiting, 'mail')} could not go now${why}.`,
      `Nothing is lost and nothing was sent twice. When SES answers again, send what is missing with: ${context.again}`,
    );
  }
  if (uncertain > 0) {
    const minutes = Math.ceil(context.graceMs / 60_000);
    lines.push(
      `${count(uncertain, 'mail')} uncertain: SES may or may not have them, its answer was lost${
        context.trouble ? ` (${context.trouble})` : ''
      }.`,
      `They are left alone for ${minutes} min after the attempt, lest they arrive twice. Then: ${context.again}`,
    );
  }
  return lines.map((line) => paint.yellow(line));
}

/** `1 mail`, `2 mails`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
