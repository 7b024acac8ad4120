import { Command } from 'commander';
import type { Context } from '../context.ts';
import type { DestroyOptions } from '../deploy/destroy.ts';

/** `briefwire destroy`: what sends and answers goes; readers, issues and keys stay. */
export function destroyCommand(context: Context): Command {
  return new Command('destroy')
    .option('--yes', 'do it without asking')
    .option('--delete-data', 'delete readers, issues and keys too: nothing brings them back')
    .action(async (options: DestroyOptions) =>
      (await import('../deploy/destroy.ts')).destroy(context, options),
    );
}
