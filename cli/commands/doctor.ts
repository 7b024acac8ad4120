import { existsSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Context } from '../context.ts';
import type { Line } from '../doctor/line.ts';
import { tallyOf, textOf } from '../doctor/report.ts';
import { durationOption } from '../duration-option.ts';
import { UsageError } from '../output.ts';

interface DoctorOptions {
  readonly send: boolean;
  readonly wait: number;
  readonly writeAccessRequest?: string;
}

/** How long the events of a mail to the mailbox simulator may take. */
const WAIT_MS = 60_000;

/** `briefwire doctor [--aws]`: what is well and what is not, each with its remedy. Exit code 1 when a line failed. */
export function doctorCommand(context: Context): Command {
  return new Command('doctor')
    .option('--no-send', 'with --aws: send no mail to the mailbox simulator')
    .option('--wait <duration>', 'how long to wait for its events', durationOption, WAIT_MS)
    .option(
      '--write-access-request <file>',
      "write the text of the request to leave SES's sandbox, from the config; - prints it",
    )
    .action((options: DoctorOptions) => doctor(context, options));
}

async function doctor(context: Context, options: DoctorOptions): Promise<void> {
  const { writeAccessRequest: file } = options;
  if (file !== undefined) return writeRequest(context, file);
  const lines = context.aws() ? await accountLines(context, options) : await laptop(context);
  const tally = tallyOf(lines);
  context.output().result({ ...tally, lines }, textOf(lines));
  if (tally.failed > 0) process.exitCode = 1;
}

async function accountLines(context: Context, { send, wait }: DoctorOptions): Promise<Line[]> {
  const { gatherAccount } = await import('../doctor/gather/account.ts');
  const { linesOf } = await import('../doctor/account-lines.ts');
  const { note } = context.output();
  const newsletter = await context.newsletter();
  return linesOf(await gatherAccount({ newsletter, note, ...(send && { loopMs: wait }) }));
}

async function laptop(context: Context): Promise<Line[]> {
  const { gatherLaptop } = await import('../doctor/gather/laptop.ts');
  const { laptopLines } = await import('../doctor/checks/laptop.ts');
  const lines = await context.withSystem(async (system) =>
    laptopLines(await gatherLaptop(system, context.state())),
  );
  context.output().note('This is the laptop; --aws looks at the account.');
  return lines;
}

async function writeRequest(context: Context, file: string): Promise<void> {
  const { accessRequest } = await import('../doctor/access-request.ts');
  const text = accessRequest(await context.newsletter());
  const output = context.output();
  if (file === '-') return output.result({ text }, text);
  if (existsSync(file))
    throw new UsageError(`${file} is there already: name another file, or - to print the text.`);
  writeFileSync(file, text, { flag: 'wx' });
  output.result(
    { file },
    `${file} written. Fill in what it leaves open, then send it in the SES console, "Get set up", "Request production access".`,
  );
}
