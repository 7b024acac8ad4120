import { Command, InvalidArgumentError } from 'commander';
import { durationMs } from '../../lambdas/core/config.ts';
import type { Context } from '../context.ts';
import { durationOption } from '../duration-option.ts';
import { DEFAULT_PORT } from '../local/engine.ts';
import { startLaptop } from '../local/laptop.ts';
import { logLine } from '../local/log-line.ts';
import { timeMachine } from '../local/time-machine.ts';
import { paint, UsageError } from '../output.ts';

interface StartOptions {
  readonly port: string;
  readonly grace?: number;
  readonly clock?: Date;
}

/** `briefwire start`: the whole system on one port, until Ctrl-C. */
export function startCommand(context: Context): Command {
  return new Command('start')
    .option('--port <n>', 'port on 127.0.0.1; 0 takes a free one', String(DEFAULT_PORT))
    .option(
      '--grace <duration>',
      'how long an unanswered send is left alone, e.g. 5s (default: the config)',
      durationOption,
    )
    .option(
      '--clock <instant>',
      'begin at that time, e.g. 2026-10-25T00:00Z; POST /dev/clock then moves it (a state of its own: --state DIR)',
      instantOption,
    )
    .action((options: StartOptions) => start(context, options));
}

async function start(context: Context, options: StartOptions): Promise<void> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`--port ${options.port} is not a port: use a number from 0 to 65535.`);
  }
  const newsletter = await context.newsletter();
  const output = context.output();
  const system = await startLaptop({
    newsletter,
    where: 'laptop',
    state: context.state(),
    note: output.note,
    port,
    ...(options.clock && { time: timeMachine(options.clock) }),
    graceMs: options.grace ?? durationMs(newsletter.delivery.grace),
    report: (event) => logLine(event, output.note),
  });
  output.result(
    { url: system.url, outbox: `${system.url}/outbox`, ses: system.sesEndpoint, state: context.state() },
    [
      `${paint.bold(newsletter.name)} runs at ${system.url}`,
      `  sign up    ${system.url}/`,
      `  mails      ${system.url}/outbox`,
      `  SES        ${system.sesEndpoint}`,
      `  data       ${context.state()} (${system.database})`,
      ...newsletter.editions.map(
        (each) => `  ${each.id.padEnd(10)} ${each.cron} ${each.timeZone ?? newsletter.timeZone}`,
      ),
      ...(options.clock
        ? [`  clock      ${options.clock.toISOString()}, moved by ${system.url}/dev/clock`]
        : []),
      'Ctrl-C stops it.',
    ].join('\n'),
  );
  await Promise.race([interrupted(), system.failed]);
  output.note('Stopping: what is under way is finished, the rest stays queued.');
  await system.stop();
}

/** Reads `2026-10-25T00:00Z`; commander reports what is none as wrong usage. */
function instantOption(text: string): Date {
  const at = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(at.getTime())) return at;
  throw new InvalidArgumentError(`${JSON.stringify(text)} is no instant such as 2026-10-25T00:00Z.`);
}

/** Resolves at Ctrl-C or when the system asks the process to end; a second Ctrl-C ends it at once. */
function interrupted(): Promise<void> {
  return new Promise((done) => {
    process.once('SIGINT', () => done());
    process.once('SIGTERM', () => done());
  });
}
