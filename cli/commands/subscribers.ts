import { Command } from 'commander';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import type { Context } from '../context.ts';
import { paint, UsageError, WorkFailed } from '../output.ts';
import { CONSENT_NEEDED, checkReader, type ReaderFields, subscriberOf } from '../reader-rows.ts';
import { filterOf, type ListOptions } from '../subscriber-filter.ts';
import { eraseReader, show, unsuppress } from './subscribers-care.ts';
import { type ExportOptions, exportList } from './subscribers-export.ts';
import { floodCommand } from './subscribers-flood.ts';
import { type ImportOptions, importFile } from './subscribers-import.ts';
import { listImports, undoImport } from './subscribers-undo.ts';

/** `briefwire subscribers ...`: everything an owner does to the list. */
export function subscribersCommand(context: Context): Command {
  const subscribers = new Command('subscribers');
  const filtered = (command: Command) =>
    command
      .option('--status <state>', 'pending, active, unsubscribed, suppressed or guest')
      .option('--section <id>')
      .option('--edition <id>')
      .option('--language <tag>')
      .option('--since <date>', 'added on that day or later')
      .option('--until <date>', 'added before that day');
  subscribers
    .command('add')
    .description('add one reader who agreed to it')
    .argument('<email>')
    .option('--name <name>')
    .option('--sections <ids>', 'section ids, separated by commas; none: every section')
    .option('--edition <id>', 'the edition to follow; default: the first of the config')
    .option('--language <tag>', 'language of the mail around the topics, e.g. "de"')
    .option('--time-zone <zone>', 'IANA time zone, e.g. "Europe/Berlin"')
    .option('--confirmed', 'you state that this person agreed; the statement is logged')
    .option('--yes', 'do not ask')
    .action((email: string, options: AddOptions) => add(context, email, options));
  subscribers
    .command('import')
    .description(
      'add readers from a CSV file: an export of Mailchimp, Substack, Ghost, Buttondown, listmonk, or any',
    )
    .argument('[file.csv]')
    .option('--confirmed', 'you state that these people agreed; the statement is logged')
    .option('--yes', 'do not ask after showing what will change')
    .option('--dry-run', 'show what would change and stop')
    .option('--report <file>', 'where to write every row that stays out, and why')
    .option('--undo <import>', 'take the readers of an earlier import out again')
    .action((file: string | undefined, options: ImportOptions & { readonly undo?: string }) => {
      if (options.undo !== undefined) return undoImport(context, options.undo, options);
      if (file === undefined) throw new UsageError('name a file to import, or --undo and an import.');
      return importFile(context, file, options);
    });
  subscribers
    .command('imports')
    .description('the imports of the last 90 days, which can be undone')
    .action(() => listImports(context));
  filtered(subscribers.command('list').description('who is on the list')).action((options: ListOptions) =>
    list(context, options),
  );
  filtered(subscribers.command('export').description('the list as CSV or JSON'))
    .option('--format <format>', 'csv or json')
    .option('--out <file>', 'write to a file that only you can read')
    .action((options: ExportOptions) => exportList(context, options));
  subscribers
    .command('show')
    .description('everything stored about one reader, with the evidence of consent')
    .argument('<email>')
    .action((email: string) => show(context, email));
  subscribers
    .command('erase')
    .description('forget a person; only the hash of the address stays')
    .argument('<email>')
    .option('--yes', 'do not ask')
    .action((email: string, options: { yes?: boolean }) => eraseReader(context, email, options));
  subscribers
    .command('unsuppress')
    .description('let an address that bounced, complained or was erased get mail again')
    .argument('<email>')
    .action((email: string) => unsuppress(context, email));
  subscribers.addCommand(floodCommand(context));
  return subscribers;
}

interface AddOptions {
  readonly name?: string;
  readonly sections?: string;
  readonly edition?: string;
  readonly language?: string;
  readonly timeZone?: string;
  readonly confirmed?: boolean;
}

async function add(context: Context, email: string, options: AddOptions): Promise<void> {
  const fields: ReaderFields = { email, ...options, time_zone: options.timeZone };
  const checked = checkReader(fields, await context.newsletter());
  if (!checked.ok)
    throw new UsageError(checked.faults.map(({ field, reason }) => `${field}: ${reason}`).join('\n  '));
  if (!options.confirmed) throw new UsageError(CONSENT_NEEDED);
  await context.withSystem(async (system) => {
    const subscriber = subscriberOf(checked.reader, system);
    const outcome = await system.subscribers.add(subscriber);
    if (outcome.kind === 'suppressed') {
      throw new WorkFailed(
        `${email} must get no mail (${outcome.cause.reason}). \`briefwire subscribers unsuppress\` lifts that.`,
      );
    }
    const known = outcome.kind === 'exists' ? outcome.subscriber : undefined;
    if (known && known.state !== 'active') {
      throw new WorkFailed(
        `${email} is known and ${known.state}; adding never raises a status. They can sign up again themselves.`,
      );
    }
    context
      .output()
      .result(
        { outcome: outcome.kind, subscriber: known ?? subscriber },
        known
          ? `${known.email} is on the list already; nothing was changed.`
          : `${paint.green('+')} ${subscriber.email}`,
      );
  });
}

async function list(context: Context, options: ListOptions): Promise<void> {
  const filter = filterOf(options, await context.newsletter());
  await context.withSystem(async ({ subscribers }) => {
    const found: Subscriber[] = [];
    for await (const each of subscribers.list(filter)) found.push(each);
    const line = (each: Subscriber) =>
      [
        each.email.padEnd(36),
        each.state.padEnd(12),
        each.language.padEnd(5),
        each.edition.padEnd(8),
        each.sections.length === 0 ? 'every section' : each.sections.join(','),
      ].join(' ');
    const guide = 'Nobody yet. `briefwire subscribers add EMAIL --confirmed` adds one.';
    context
      .output()
      .result(
        { count: found.length, subscribers: found },
        found.length === 0 ? guide : found.map(line).join('\n'),
      );
  });
}
