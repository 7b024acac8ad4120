import type { Command } from 'commander';
import type { Context } from './context.ts';

/** A command by name; `load` brings its code. */
export interface NamedCommand {
  readonly name: string;
  /** What it does, as `--help` lists it. */
  readonly description: string;
  load(context: Context): Promise<Command>;
}

/** Every command, in the order of `--help`. */
export const COMMANDS: readonly NamedCommand[] = [
  {
    name: 'topics',
    description: 'cut a briefing into topics and show what was cut away',
    load: async ({ output, newsletter }) =>
      (await import('./commands/topics.ts')).topicsCommand(output, newsletter),
  },
  {
    name: 'render',
    description: 'write the mail that a reader would get: issue.html, issue.txt, issue.eml',
    load: (context) => rendering(context, 'render'),
  },
  {
    name: 'check',
    description: 'render without writing; exit code 1 when there are errors',
    load: (context) => rendering(context, 'check'),
  },
  {
    name: 'send',
    description: 'publish one issue now and deliver it; the same NAME again sends only what is missing',
    load: async (context) => (await import('./commands/send.ts')).sendCommand(context),
  },
  {
    name: 'inbox',
    description: 'briefings that wait for the next slot',
    load: async (context) => (await import('./commands/inbox.ts')).inboxCommand(context),
  },
  {
    name: 'collect',
    description: 'poll the sources now; exit code 1 when one of them is sick',
    load: async (context) => (await import('./commands/collect.ts')).collectCommand(context),
  },
  {
    name: 'subscribers',
    description: 'the people who get the newsletter',
    load: async (context) => (await import('./commands/subscribers.ts')).subscribersCommand(context),
  },
  {
    name: 'issues',
    description: 'what became of each issue, and stopping, resuming, explaining it',
    load: async (context) => (await import('./commands/issues.ts')).issuesCommand(context),
  },
  {
    name: 'adopt',
    description: 'let a table that was restored or copied send',
    load: async (context) => (await import('./commands/adopt.ts')).adoptCommand(context),
  },
  {
    name: 'doctor',
    description: 'what is well and what is not, on the laptop or in the account, with remedies',
    load: async (context) => (await import('./commands/doctor.ts')).doctorCommand(context),
  },
  {
    name: 'backup',
    description: 'everything of the newsletter as plain files',
    load: async (context) => (await import('./commands/backup.ts')).backupCommand(context),
  },
  {
    name: 'restore',
    description: 'put a backup into a newsletter that has no readers yet',
    load: async (context) => (await import('./commands/restore.ts')).restoreCommand(context),
  },
  {
    name: 'migrate',
    description: 'bring the data to the version that this Briefwire knows, after an upgrade',
    load: async (context) => (await import('./commands/migrate.ts')).migrateCommand(context),
  },
  {
    name: 'keys',
    description: "the keys of readers' links: which there are, and rotating them",
    load: async (context) => (await import('./commands/keys.ts')).keysCommand(context),
  },
  {
    name: 'events',
    description: 'record what Amazon SES reports: deliveries, bounces, complaints',
    load: async (context) => (await import('./commands/events.ts')).eventsCommand(context),
  },
  {
    name: 'redrive',
    description: 'put messages back that a queue has given up on, once what broke them is mended',
    load: async (context) => (await import('./commands/redrive.ts')).redriveCommand(context),
  },
  {
    name: 'start',
    description: 'run the whole system on this machine until Ctrl-C',
    load: async (context) => (await import('./commands/start.ts')).startCommand(context),
  },
  {
    name: 'plan',
    description: 'when an issue would be through, and what it costs, before it is sent',
    load: async (context) => (await import('./commands/plan.ts')).planCommand(context),
  },
  {
    name: 'deploy',
    description: 'into your AWS account, or go on where an earlier run ended',
    load: async (context) => (await import('./commands/deploy.ts')).deployCommand(context),
  },
  {
    name: 'destroy',
    description: 'out of your AWS account again; the data stay unless told otherwise',
    load: async (context) => (await import('./commands/destroy.ts')).destroyCommand(context),
  },
  {
    name: 'simulate',
    description: 'run the whole system over some days in minutes, and print who got what when',
    load: async (context) => (await import('./commands/simulate.ts')).simulateCommand(context),
  },
  {
    name: 'demo',
    description: 'send the sample briefing to 25 sample readers on this machine',
    load: async (context) => (await import('./commands/demo.ts')).demoCommand(context),
  },
];

async function rendering({ output, newsletter }: Context, name: string): Promise<Command> {
  const { renderCommands } = await import('./commands/render.ts');
  const found = renderCommands(output, newsletter).find((command) => command.name() === name);
  if (!found) throw new Error(`there is no command ${name}`);
  return found;
}
