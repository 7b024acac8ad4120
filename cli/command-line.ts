import { Command, CommanderError } from 'commander';
import project from '../package.json' with { type: 'json' };
import { COMMANDS } from './commands.ts';
import { contextOf } from './context.ts';
import { processOutput, UsageError } from './output.ts';

const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/**
 * The `briefwire` command with its global options. Only the command that the words name is loaded, for rendering and AWS
 * clients take most of a second; the others stand there by name and description, for help and for typos.
 */
export async function buildProgram(words: readonly string[]): Promise<Command> {
  const program = new Command('briefwire')
    .description('Raw briefings in, a finished newsletter out.')
    .version(project.version)
    .option('--json', 'one JSON document on stdout, everything else on stderr')
    .option('--aws', 'work on the deployed system instead of the laptop')
    .option('--state <dir>', "the laptop's state directory", '.briefwire')
    .option('--stage <name>', 'the system beside production, e.g. staging (with --aws, deploy, destroy)')
    .option('--config <file>', "the newsletter's configuration", 'newsletter.config.ts');
  const context = contextOf(program);
  const wanted = words.find((word) => COMMANDS.some(({ name }) => name === word));
  for (const { name, description, load } of COMMANDS) {
    const command = name === wanted ? await load(context) : new Command(name);
    program.addCommand(command.description(description));
  }
  everyCommand(program, (command) =>
    command
      .exitOverride()
      .configureOutput({ outputError: () => undefined })
      .configureHelp({ showGlobalOptions: true })
      .showSuggestionAfterError(true),
  );
  return program;
}

function everyCommand(command: Command, change: (command: Command) => unknown): void {
  change(command);
  for (const each of command.commands) everyCommand(each, change);
}

/** Runs one command line; returns its exit code: 0 done, 1 the work failed or there are findings, 2 wrong usage. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  try {
    const program = await buildProgram(words);
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

/** Errors whose message says what, where and how to mend it. By name, so that no renderer is loaded for a comparison. */
const FOR_PEOPLE = new Set([
  'UsageError',
  'WorkFailed',
  'LockHeld',
  'ConfigError',
  'BriefingFault',
  'TemplateFault',
  'IssueTooLarge',
]);

function messageOf(error: unknown): string {
  if (error instanceof CommanderError) {
    if (error.code === 'commander.help') return 'name a command; `briefwire --help` lists them.';
    return error.message.replace(/^error: /, '');
  }
  if (error instanceof Error && FOR_PEOPLE.has(error.name)) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return `${text}\n  (BRIEFWIRE_DEBUG=1 shows where this comes from)`;
}
