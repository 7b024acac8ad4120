import { Command } from 'commander';
import { parseAddress } from '../../lambdas/core/subscribers/address.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import type { Context } from '../context.ts';
import { paint, UsageError, WorkFailed } from '../output.ts';
import { CONSENT_NEEDED, checkReader, type ReaderFields, subscriberOf } from '../reader-rows.ts';
import { type ImportOptions, importFile } from './subscribers-import.ts';

/** `briefwire subscribers add|import|list|show`. */
export function subscribersCommand(context: Context): Command {
  const subscribers = new Command('subscribers');
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
      'add readers from a CSV file: email, and name, sections, edition, language, time_zone if there',
    )
    .argument('<file.csv>')
    .option('--confirmed', 'you state that these people agreed; the statement is logged')
    .option('--yes', 'do not ask after showing what will change')
    .option('--dry-run', 'show what would change and stop')
    .action((file: string, options: ImportOptions) => importFile(context, file, options));
  subscribers
    .command('list')
    .description('who is on the list')
    .option('--status <state>', 'pending, active, unsubscribed or suppressed')
    .option('--section <id>')
    .option('--edition <id>')
    .option('--language <tag>')
    .action((options: ListOptions) => list(context, options));
  subscribers
    .command('show')
    .description('everything stored about one reader')
    .argument('<email>')
    .action((email: string) => show(context, email));
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

interface ListOptions {
  readonly status?: string;
  readonly section?: string;
  readonly edition?: string;
  readonly language?: string;
}

async function list(context: Context, { status, ...rest }: ListOptions): Promise<void> {
  const states = ['pending', 'active', 'unsubscribed', 'suppressed', 'guest'] as const;
  const wanted = states.find((each) => each === status);
  if (status !== undefined && !wanted) throw new UsageError(`--status is one of ${states.join(', ')}.`);
  await context.withSystem(async ({ subscribers }) => {
    const found: Subscriber[] = [];
    for await (const each of subscribers.list({ ...rest, ...(wanted ? { state: wanted } : {}) }))
      found.push(each);
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

async function show(context: Context, email: string): Promise<void> {
  const address = parseAddress(email);
  if (!address.ok) throw new UsageError(`${JSON.stringify(email)} ${address.reason}`);
  await context.withSystem(async ({ subscribers }) => {
    const subscriber = await subscribers.findByEmail(address.email);
    if (!subscriber) throw new WorkFailed(`${address.email} is not known here.`);
    const lines = Object.entries(subscriber).map(([field, value]) => `${field.padEnd(15)} ${String(value)}`);
    context.output().result({ subscriber }, lines.join('\n'));
  });
}
