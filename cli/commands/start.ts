import { Command } from 'commander';
import { durationMs } from '../../lambdas/core/config.ts';
import type { Context } from '../context.ts';
import { durationOption } from '../duration-option.ts';
import { DEFAULT_PORT } from '../local/engine.ts';
import { startLaptop } from '../local/laptop.ts';
import { logLine } from '../local/log-line.ts';
import { paint, UsageError } from '../output.ts';

interface StartOptions {
  readonly port: string;
  readonly grace?: number;
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
      'Ctrl-C stops it.',
    ].join('\n'),
  );
  await Promise.race([interrupted(), system.failed]);
  output.note('Stopping: what is under way is finished, the rest stays queued.');
  await system.stop();
}

/** Resolves at Ctrl-C or when the system asks the process to end; a second Ctrl-C ends it at once. */
function interrupted(): Promise<void> {
  return new Promise((done) => {
    process.once('SIGINT', () => done());
    process.once('SIGTERM', () => done());
  });
}
