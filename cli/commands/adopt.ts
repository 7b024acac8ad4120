import { Command } from 'commander';
import type { Context } from '../context.ts';
import { paint, UsageError, WorkFailed } from '../output.ts';

/** `briefwire adopt`: lets a restored or copied table send. */
export function adoptCommand(context: Context): Command {
  return new Command('adopt')
    .option('--yes', 'you have made sure that nothing else sends for this newsletter')
    .action(({ yes = false }: { yes?: boolean }) => adopt(context, yes));
}

async function adopt(context: Context, yes: boolean): Promise<void> {
  await context.withSystem(async ({ identity, issues }) => {
    if (!identity) throw new WorkFailed('Data in memory are never a copy: there is nothing to adopt.');
    const before = await identity.check();
    const output = context.output();
    if (before.kind === 'own') {
      return output.result({ adopted: false, identity: before }, 'This table sends already: it is its own.');
    }
    const open: string[] = [];
    for await (const { id, state } of issues.heads()) if (state !== 'closed') open.push(id);
    if (!yes) {
      throw new UsageError(
        [
          `This table is a copy of another one (${before.of}, since ${before.since}). Mails that the other has sent since are not in this ledger and would go out again:`,
          ...open.map((id) => `  ${id} is open here`),
          'Cancel those that are done elsewhere (`briefwire issues cancel ISSUE`), make sure that nothing else sends for this newsletter, then say `briefwire adopt --yes`.',
        ].join('\n'),
      );
    }
    const after = await identity.adopt();
    output.result(
      { adopted: true, identity: after, open },
      [
        `${paint.green('adopted')}: this table sends from now on.`,
        ...open.map(
          (id) => `  go on with \`briefwire issues resume ${id}\` or \`briefwire issues cancel ${id}\``,
        ),
      ].join('\n'),
    );
  });
}
