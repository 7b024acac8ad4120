import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { withoutAddresses } from '../../lambdas/core/delivery/hold.ts';
import type { Report } from '../../lambdas/core/ports.ts';
import type { Context } from '../context.ts';
import { count } from '../equation.ts';
import { type Fed, feedEvents, readEventDocuments } from '../feed-events.ts';
import { UsageError, WorkFailed } from '../output.ts';

/** `briefwire events <file|->`: records what SES reports; when it has ended the ledger holds it. */
export function eventsCommand(context: Context): Command {
  return new Command('events')
    .argument('<file>', 'JSON document, list of them or JSON lines; - for standard input')
    .action((file: string) => events(context, file));
}

async function events(context: Context, file: string): Promise<void> {
  const read = readEventDocuments(await textOf(file));
  const named = file === '-' ? 'Standard input' : file;
  if (!read.ok) throw new WorkFailed(`${named}: ${read.fault}. Nothing was recorded.`);
  await context.withSystem(async (system) => {
    const output = context.output();
    let trouble = '';
    const report: Report = ({ code, error }) => {
      if (code === 'feedback-failed') trouble = error instanceof Error ? error.message : String(error);
    };
    const { fed, left } = await feedEvents({ ...system, report }, read.documents);
    output.result({ ...fed, left: left.length }, sentence(fed));
    if (left.length === 0) return;
    output.note(
      `${count(left.length, 'document')} could not be recorded (${withoutAddresses(trouble)}). Run the command again: what is recorded stays as it is.`,
    );
    process.exitCode = 1;
  });
}

function sentence(fed: Fed): string {
  const parts = [
    `${fed.recorded} recorded`,
    ...(fed.withoutDelivery > 0 ? [`${fed.withoutDelivery} of deliveries that are not here`] : []),
    ...(fed.others > 0 ? [`${fed.others} of mails that belong to no issue`] : []),
    ...(fed.ignored > 0 ? [`${fed.ignored} that tell nothing to keep`] : []),
  ];
  const suppressed = fed.suppressed > 0 ? `; ${count(fed.suppressed, 'reader')} suppressed` : '';
  return `${count(fed.events, 'event')}: ${parts.join(', ')}${suppressed}.`;
}

async function textOf(file: string): Promise<string> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  }
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT')
      throw new UsageError(`There is no ${file}. Name a file, or - for standard input.`);
    throw new UsageError(`${file} cannot be read (${error.code}).`);
  });
}
