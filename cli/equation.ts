import type { IssueAccount } from '../lambdas/core/delivery/account.ts';
import { balances } from '../lambdas/core/delivery/tally.ts';
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
  const terms = Object.entries(parts).map(([name, count]) => `${count} ${name}`);
  return { text: `${frozen} frozen = ${terms.join(' + ')}`, balances: balances(accounting) };
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
        code: code ?? 'unknown',
        detail: detail ?? '',
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
  // What SES says is a sentence of its own.
  const trouble = context.trouble?.replace(/\.+$/, '');
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
    const why = trouble ? `: ${trouble}` : '';
    lines.push(
      `${count(waiting, 'mail')} could not go now${why}.`,
      `Nothing is lost and nothing was sent twice. When SES answers again, send what is missing with: ${context.again}`,
    );
  }
  if (uncertain > 0) {
    lines.push(
      `${count(uncertain, 'mail')} uncertain: SES may or may not have them, its answer was lost${
        trouble ? ` (${trouble})` : ''
      }.`,
      `They are left alone for ${span(context.graceMs)}, then SES's events decide; \`briefwire events FILE\` takes them in.`,
      `After that they can be sent again all the same, at the risk of a second copy: npx briefwire issues resend ${issue.id} --missing --uncertain`,
    );
  }
  return lines.map((line) => paint.yellow(line));
}

/** `1 mail`, `2 mails`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function span(ms: number): string {
  return ms < 60_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`;
}
