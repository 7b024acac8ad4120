import { Command } from 'commander';
import { type Flood, undoFlood } from '../../lambdas/core/subscribers/flood.ts';
import { agreed } from '../agreed.ts';
import type { Context } from '../context.ts';
import { count } from '../equation.ts';
import { UsageError, WorkFailed } from '../output.ts';
import type { System } from '../system.ts';

/** `briefwire subscribers flood list|undo`: readers whom a mail scanner may have taken off the list. */
export function floodCommand(context: Context): Command {
  const flood = new Command('flood');
  flood.description('many one-click unsubscribes of one domain right after delivery: perhaps a mail scanner');
  flood
    .command('list')
    .description('what was noticed in the last 30 days')
    .action(() => list(context));
  flood
    .command('undo')
    .description('put back the readers who have done nothing themselves since')
    .argument('<domain>')
    .option('--issue <id>', 'the issue after which it happened, where there are several')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'count, and change nothing')
    .action((domain: string, options: UndoOptions) => undo(context, domain, options));
  return flood;
}

async function floodsOf({ floods }: System): Promise<readonly Flood[]> {
  const found: Flood[] = [];
  for await (const each of floods.list()) found.push(each);
  return found;
}

async function list(context: Context): Promise<void> {
  await context.withSystem(async (system) => {
    const found = await floodsOf(system);
    const line = ({ issueId, domain, count: n, firstAt, lastAt, undoneAt }: Flood) =>
      `${domain}  ${issueId}  ${count(n, 'reader')} from ${firstAt} to ${lastAt}${undoneAt ? '  undone' : ''}`;
    const none = 'Nothing of the kind in the last 30 days.';
    context.output().result({ floods: found }, found.length > 0 ? found.map(line).join('\n') : none);
  });
}

interface UndoOptions {
  readonly issue?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

async function undo(context: Context, typed: string, options: UndoOptions): Promise<void> {
  const domain = typed.toLowerCase();
  await context.withSystem(async (system) => {
    const found = (await floodsOf(system)).filter(
      (each) => each.domain === domain && (options.issue ?? each.issueId) === each.issueId,
    );
    const [flood, ...others] = found;
    if (!flood)
      throw new WorkFailed(
        `Nothing was noticed of ${domain}. \`briefwire subscribers flood list\` says what was.`,
      );
    if (others.length > 0) {
      throw new UsageError(
        `Several issues: add --issue ${found.map(({ issueId }) => issueId).join(' or --issue ')}.`,
      );
    }
    const wouldBe = await undoFlood(system, flood, { source: 'cli', dryRun: true });
    const question = `Put ${count(wouldBe.restored, 'reader')} at ${domain} back on the list?`;
    const go = !options.dryRun && wouldBe.restored > 0 && (options.yes || (await agreed(question)));
    const { restored, kept } = go ? await undoFlood(system, flood, { source: 'cli' }) : wouldBe;
    const { issueId } = flood;
    context
      .output()
      .result(
        { dryRun: !go, issueId, domain, restored: go ? restored : 0, wouldRestore: wouldBe.restored, kept },
        [
          go
            ? `${count(restored, 'reader')} put back.`
            : `${count(restored, 'reader')} would be put back. Nothing was written.`,
          `${kept.moved} stay off: they used the page, came back themselves, or are erased.`,
          `${kept['few-from-network']} stay off: too few requests came from their network to tell a scanner from a person.`,
        ].join('\n'),
      );
  });
}
