import { Command } from 'commander';
import { allowPrivateOption, readBriefing } from '../briefing-input.ts';
import { collect } from '../collect.ts';
import type { Context } from '../context.ts';
import { PATIENCE_MS } from '../deliver.ts';
import { durationOption } from '../duration-option.ts';
import { count } from '../equation.ts';
import { paint } from '../output.ts';
import { listedAudience, publish } from '../publish.ts';
import { reportDelivery } from '../report-delivery.ts';
import type { System } from '../system.ts';

interface SendOptions {
  readonly issue?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly allowPrivate?: boolean;
  readonly dryRun?: boolean;
  readonly grace?: number;
  readonly patience?: number;
}

/** `briefwire send <briefing...>`: publishes one issue now and delivers it. */
export function sendCommand(context: Context): Command {
  return new Command('send')
    .argument('<briefing...>', 'files, web addresses, or - for standard input')
    .option('--issue <name>', "the issue's name; default: hash of its content and the date")
    .option('--to <addresses>', 'only these, separated by commas; an unknown address gets a test copy')
    .option('--subject <text>', "the mail's subject; default: each reader's first headline")
    .addOption(allowPrivateOption())
    .option('--dry-run', 'show who would get what, send nothing')
    .option(
      '--grace <duration>',
      'how long an unanswered send is left alone, e.g. 5s (default: the config)',
      durationOption,
    )
    .option(
      '--patience <duration>',
      'stop waiting after this long without progress (default: 45s)',
      durationOption,
    )
    .action((sources: string[], options: SendOptions) => send(context, sources, options));
}

async function send(context: Context, sources: readonly string[], options: SendOptions): Promise<void> {
  const newsletter = await context.newsletter();
  const briefings = await Promise.all(sources.map((source) => readBriefing(source, options)));
  const collected = briefings.map((briefing) => collect(briefing, newsletter));
  const open = options.grace === undefined ? {} : { graceMs: options.grace };
  await context.withSystem(async (system) => {
    const publication = { name: options.issue, subject: options.subject, briefings, collected };
    if (options.dryRun) return dryRun(context, system, { topics: topicsOf(collected), to: options.to });
    const audience = options.to ? await listedAudience(system, options.to) : ({ kind: 'everyone' } as const);
    const { issue, kind } = await publish(system, { ...publication, audience });
    const output = context.output();
    output.note(
      kind === 'published'
        ? `Issue ${paint.bold(issue.id)}: ${count(issue.topics.length, 'topic')}, frozen.`
        : `Issue ${paint.bold(issue.id)} exists since ${issue.frozenAt}; only what is missing is sent.`,
    );
    if (system.workedBy) output.note(`Delivered by ${system.workedBy}.`);
    const again = ['npx briefwire send', ...sources, ...flags(options, issue.id)].join(' ');
    await reportDelivery(context, system, issue.id, { again, patienceMs: options.patience ?? PATIENCE_MS });
  }, open);
}

function flags(options: SendOptions, issueId: string): string[] {
  return [
    `--issue ${issueId}`,
    ...(options.to ? [`--to ${options.to}`] : []),
    ...(options.subject ? [`--subject ${JSON.stringify(options.subject)}`] : []),
  ];
}

function topicsOf(collected: readonly { readonly topics: readonly { section: string }[] }[]): string[] {
  return collected.flatMap((each) => each.topics.map((topic) => topic.section));
}

/** Counts who would get the issue now; writes nothing, guests included. */
async function dryRun(
  context: Context,
  system: System,
  { topics, to }: { readonly topics: readonly string[]; readonly to: string | undefined },
): Promise<void> {
  const sections = new Set(topics);
  let readers = 0;
  let withoutTopics = 0;
  for await (const reader of system.subscribers.list({ state: 'active' })) {
    const wanted = reader.sections.length === 0 || reader.sections.some((each) => sections.has(each));
    if (wanted) readers += 1;
    else withoutTopics += 1;
  }
  const named = to?.split(',').length;
  context.output().result(
    {
      dryRun: true,
      topics: topics.length,
      wouldSend: named ?? readers,
      withoutTopics: named ? 0 : withoutTopics,
    },
    `${count(topics.length, 'topic')} would go to ${count(named ?? readers, 'reader')}; ${
      named ? 'the list gets nothing' : `${withoutTopics} chose sections that have none`
    }. Nothing was sent.`,
  );
}
