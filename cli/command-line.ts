import { Command, CommanderError } from 'commander';
import { ConfigError } from '../lambdas/core/config.ts';
import project from '../package.json' with { type: 'json' };
import { demoCommand } from './commands/demo.ts';
import { inboxCommand } from './commands/inbox.ts';
import { renderCommands } from './commands/render.ts';
import { sendCommand } from './commands/send.ts';
import { startCommand } from './commands/start.ts';
import { subscribersCommand } from './commands/subscribers.ts';
import { topicsCommand } from './commands/topics.ts';
import { type Context, contextOf } from './context.ts';
import { processOutput, UsageError, WorkFailed } from './output.ts';

const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** The whole `briefwire` command; `context` reads its global options. */
export function buildProgram(): { program: Command; context: Context } {
  const program = new Command('briefwire')
    .description('Raw briefings in, a finished newsletter out.')
    .version(project.version)
    .option('--json', 'one JSON document on stdout, everything else on stderr')
    .option('--aws', 'work on the deployed system instead of the laptop')
    .option('--state <dir>', "the laptop's state directory", '.briefwire')
    .option('--config <file>', "the newsletter's configuration", 'newsletter.config.ts')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showSuggestionAfterError(true);
  const context = contextOf(program);
  const commands = [
    topicsCommand(context.output, context.newsletter),
    ...renderCommands(context.output, context.newsletter),
    sendCommand(context),
    inboxCommand(context),
    subscribersCommand(context),
    startCommand(context),
    demoCommand(context),
  ];
  for (const command of commands) program.addCommand(command);
  everyCommand(program, (command) =>
    command.exitOverride().configureOutput({ outputError: () => undefined }),
  );
  return { program, context };
}

function everyCommand(command: Command, change: (command: Command) => unknown): void {
  change(command);
  for (const each of command.commands) everyCommand(each, change);
}

/** Runs one command line; returns its exit code: 0 done, 1 the work failed or there are findings, 2 wrong usage. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  const { program } = buildProgram();
  try {
    await program.parseAsync([...words], { from: 'user' });
    return Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    return report(error, words.includes('--json'));
  }
}

/** Says what went wrong in a person's words. A stack trace is for BRIEFWIRE_DEBUG=1 alone. */
function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  const message = messageOf(error);
  if (json) processOutput(true).result({ error: { message } }, '');
  process.stderr.write(`briefwire: ${message}\n`);
  if (process.env['BRIEFWIRE_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  const usage = error instanceof CommanderError || error instanceof UsageError;
  return usage ? EXIT.usage : EXIT.failed;
}

function messageOf(error: unknown): string {
  if (error instanceof CommanderError) {
    if (error.code === 'commander.help') return 'name a command; `briefwire --help` lists them.';
    return error.message.replace(/^error: /, '');
  }
  if (error instanceof ConfigError || error instanceof WorkFailed || error instanceof UsageError)
    return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return `${text}\n  (BRIEFWIRE_DEBUG=1 shows where this comes from)`;
}
