import type { Command } from 'commander';
import { forStage, type Newsletter } from '../lambdas/core/config.ts';
import { loadNewsletter } from './newsletter.ts';
import { type Output, processOutput, UsageError } from './output.ts';
import { openSystem, type System } from './system.ts';

/** What every command can ask for; read from the global options when the command runs, not when it is built. */
export interface Context {
  output(): Output;
  /** The newsletter as its stage has it; another `version` reads the file anew. */
  newsletter(version?: string): Promise<Newsletter>;
  /** `--aws`: the deployed system, not the laptop's. */
  aws(): boolean;
  /** The newsletter's config file, as given. */
  config(): string;
  /** `--stage`, or BRIEFWIRE_STAGE; empty for production. */
  stage(): string;
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
  readonly stage?: string;
}

/** The context of a program whose global options are `--json`, `--aws`, `--state` and `--config`. */
export function contextOf(program: Command): Context {
  const options = (): GlobalOptions => program.opts<GlobalOptions>();
  const output = () => processOutput(options().json === true);
  const stage = () => options().stage ?? process.env['BRIEFWIRE_STAGE'] ?? '';
  const newsletter = async (version?: string) =>
    inStage(await loadNewsletter(options().config, version), stage());
  return {
    output,
    newsletter,
    aws: () => options().aws === true,
    config: () => options().config,
    stage,
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

function inStage(newsletter: Newsletter, stage: string): Newsletter {
  try {
    return forStage(newsletter, stage);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
