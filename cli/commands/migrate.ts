import { Command } from 'commander';
import { migrateTable, pendingMigrations } from '../../lambdas/adapters/migrate-table.ts';
import type { Context } from '../context.ts';
import { count } from '../equation.ts';
import { newerData } from '../newer-data.ts';
import { paint, WorkFailed } from '../output.ts';

/** `briefwire migrate`: brings the data of a deployed newsletter to the version that this code knows. */
export function migrateCommand(context: Context): Command {
  return new Command('migrate')
    .option('--dry-run', 'say what would be done')
    .action(({ dryRun = false }: { dryRun?: boolean }) => migrate(context, dryRun));
}

async function migrate(context: Context, dryRun: boolean): Promise<void> {
  await context.withSystem(async ({ storage }) => {
    if (!storage) throw new WorkFailed('Data in memory are never old: there is nothing to migrate.');
    const output = context.output();
    const plan = await pendingMigrations(storage.table);
    if (plan.kind === 'newer') throw new WorkFailed(newerData(plan, 'The data'));
    const steps = plan.steps.map(({ number, title }) => ({ number, title }));
    if (steps.length === 0) {
      return output.result(
        { from: plan.from, version: plan.from, steps, changed: 0 },
        `The data are of version ${plan.from}, the newest: nothing to do.`,
      );
    }
    const lines = steps.map(({ number, title }) => `  ${number}. ${title}`);
    if (dryRun) {
      return output.result(
        { from: plan.from, dryRun, steps },
        [`The data are of version ${plan.from}. To do:`, ...lines].join('\n'),
      );
    }
    const done = await migrateTable(storage.table);
    if (done.kind === 'newer') throw new WorkFailed(newerData(done, 'The data'));
    output.result(
      { from: plan.from, version: done.version, steps, changed: done.changed },
      [
        `${paint.green('migrated')} from version ${plan.from} to ${done.version}; ${count(done.changed, 'item')} changed.`,
        ...lines,
      ].join('\n'),
    );
  });
}
