import { accountFor, rulesFor } from '../lambdas/core/delivery/account.ts';
import { explainDelivery } from '../lambdas/core/delivery/explain.ts';
import type { IssueHead, LeftOut } from '../lambdas/core/issue/issue.ts';
import { parseAddress } from '../lambdas/core/subscribers/address.ts';
import { draftLines } from './commands/issues-drafts.ts';
import type { Context } from './context.ts';
import { count, equation, troublesOf } from './equation.ts';
import { paint, UsageError, WorkFailed } from './output.ts';

/** `issues list`. */
export async function listIssues(context: Context): Promise<void> {
  await context.withSystem(async ({ issues }) => {
    const found: IssueHead[] = [];
    for await (const head of issues.heads()) found.push(head);
    const line = (head: IssueHead) => {
      const { accounting: counts } = head;
      const sent = counts ? `${counts.accepted} of ${counts.frozen} sent` : '';
      return `${head.id.padEnd(32)} ${stateOf(head).padEnd(20)} ${head.frozenAt.slice(0, 16)} ${sent}`;
    };
    const none = 'No issue yet. `briefwire send FILE` publishes one.';
    context.output().result({ issues: found }, found.length > 0 ? found.map(line).join('\n') : none);
  });
}

function stateOf({ state, outcome, ending, approval }: IssueHead): string {
  if (state === 'draft') return `draft (${approval?.said === 'nothing' ? approval.mode : approval?.said})`;
  if (state === 'closed') return `closed (${outcome})`;
  return ending ? `${state} (${ending.outcome})` : state;
}

/** Topics that came and are not in an issue, up to this many in words. */
const SHOWN = 12;

function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  const shown = leftOut.slice(0, SHOWN).map(({ headline, reason }) => `  ${headline}: ${reason}`);
  const more = leftOut.length - shown.length;
  if (leftOut.length === 0) return [];
  return ['Left out:', ...shown, ...(more > 0 ? [`  and ${more} more (--json shows them)`] : [])];
}

/** `issues show`: everything that is known of one issue. */
export async function showIssue(context: Context, id: string): Promise<void> {
  await context.withSystem(async (system) => {
    const issue = await system.issues.head(id);
    if (!issue) throw new WorkFailed(`There is no issue ${id}: \`briefwire issues list\` shows them.`);
    if (issue.state === 'draft') {
      return context.output().result({ issue }, draftLines(issue, system).join('\n'));
    }
    const account = await accountFor(system, id);
    const counters = await system.ledger.counters(id);
    const { text, balances } = equation(account);
    const leftOut = (await system.issues.get(id))?.leftOut ?? [];
    const { later, nextDueAt } = account;
    const { accepted, waiting } = account.accounting;
    const eta = etaOf(issue, { accepted, waiting: waiting - later }, system.clock.now());
    const troubles = await troublesOf(system.subscribers, account);
    const classes = Object.entries(account.classes).map(([name, count]) => `  ${count} ${name}`);
    const reports = Object.entries(counters).map(([name, count]) => `${count} ${name}`);
    context.output().result(
      {
        issue,
        ...account.accounting,
        balances,
        planned: account.planned,
        classes: account.classes,
        doubled: account.doubled,
        counters,
        leftOut,
        later,
        ...(nextDueAt && { nextDueAt }),
        ...(eta && { eta }),
        ...troubles,
      },
      [
        `${paint.bold(id)}  ${stateOf(issue)}, frozen ${issue.frozenAt}`,
        ...(issue.reason ? [`  ${issue.reason}`] : []),
        ...(issue.decisions ?? []).map((each) => `  ${each}`),
        account.planned ? text : `${text} (the audience is still being frozen)`,
        ...classes,
        ...(account.doubled > 0 ? [paint.yellow(`  ${account.doubled} got more than one copy`)] : []),
        ...(reports.length > 0 ? [`Reported by SES: ${reports.join(', ')}`] : []),
        ...leftOutLines(leftOut),
        ...(nextDueAt
          ? [`Waiting for their hour: ${count(later, 'reader')}, the first at ${nextDueAt}.`]
          : []),
        ...(eta ? [`At this pace it ends at ${eta}.`] : []),
        ...(issue.waitUntil && issue.state !== 'closed'
          ? [`The day's quota of SES was used up; it goes on at ${issue.waitUntil}.`]
          : []),
      ].join('\n'),
    );
  });
}

/** When it ends if the rest takes as long as the mails so far; `undefined` while nothing moves. ISO 8601. */
function etaOf(
  { state, frozenAt }: IssueHead,
  { accepted, waiting }: { readonly accepted: number; readonly waiting: number },
  now: Date,
): string | undefined {
  if (state !== 'sending' || accepted === 0 || waiting === 0) return undefined;
  const msPerMail = (now.getTime() - Date.parse(frozenAt)) / accepted;
  return new Date(now.getTime() + waiting * msPerMail).toISOString();
}

const MOST_EXPLAINED = 10;

/** `issues explain`: one reader, the latest issues or a named one. */
export async function explainIssues(
  context: Context,
  typed: string,
  { issue: only }: { readonly issue?: string },
): Promise<void> {
  const address = parseAddress(typed);
  if (!address.ok) throw new UsageError(`${JSON.stringify(typed)} ${address.reason}`);
  await context.withSystem(async (system) => {
    const reader = await system.subscribers.findByEmail(address.email);
    if (!reader) throw new WorkFailed(`${address.email} is not known here.`);
    const heads: IssueHead[] = [];
    for await (const head of system.issues.heads()) {
      const wanted =
        only === undefined ? head.outcome !== 'skipped' && head.state !== 'draft' : head.id === only;
      if (wanted && heads.length < MOST_EXPLAINED) heads.push(head);
    }
    if (only !== undefined && heads.length === 0) throw new WorkFailed(`There is no issue ${only}.`);
    const explained = await Promise.all(
      heads.map(async (head) => explainDelivery(system, head, reader, await rulesFor(system, head))),
    );
    const lines = explained.flatMap((each) => [
      `${paint.bold(each.issue)}  ${each.got}`,
      ...each.because.map((sentence) => `  ${sentence.trim()}`),
    ]);
    const state = `${address.email} is ${reader.state}, follows "${reader.edition}".`;
    context.output().result({ state: reader.state, explained }, [state, ...lines].join('\n'));
  });
}
