import type { Command } from 'commander';
import type { Newsletter } from '../lambdas/core/config.ts';
import { loadNewsletter } from './newsletter.ts';
import { type Output, processOutput } from './output.ts';
import { openSystem, type System } from './system.ts';

/** What every command can ask for; read from the global options when the command runs, not when it is built. */
export interface Context {
  output(): Output;
  newsletter(): Promise<Newsletter>;
  /** The laptop's state directory, as given. */
  state(): string;
  /** Opens the laptop's system, or with `--aws` the deployed one, for the time of `work`; closes it whatever happens. */
  withSystem<Result>(work: (system: System) => Promise<Result>, options?: SystemOptions): Promise<Result>;
}

/** What a command adds to the global options when it opens the system. */
export interface SystemOptions {
  /** Milliseconds an unanswered send is left alone; default from the config. */
  readonly graceMs?: number;
}

interface GlobalOptions {
  readonly json?: boolean;
  readonly aws?: boolean;
  readonly state: string;
  readonly config: string;
}

/** The context of a program whose global options are `--json`, `--aws`, `--state` and `--config`. */
export function contextOf(program: Command): Context {
  const options = (): GlobalOptions => program.opts<GlobalOptions>();
  const output = () => processOutput(options().json === true);
  const newsletter = () => loadNewsletter(options().config);
  return {
    output,
    newsletter,
    state: () => options().state,
    async withSystem(work, extra = {}) {
      const { aws, state } = options();
      const system = await openSystem({
        newsletter: await newsletter(),
        where: aws ? 'aws' : 'laptop',
        state,
        note: output().note,
        ...extra,
      });
      try {
        return await work(system);
      } finally {
        await system.close();
      }
    },
  };
}
