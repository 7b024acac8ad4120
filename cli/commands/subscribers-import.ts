import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import pLimit from 'p-limit';
import type { Context } from '../context.ts';
import { paint, UsageError, WorkFailed } from '../output.ts';
import { progressBar } from '../progress.ts';
import {
  CONSENT_NEEDED,
  type NewReader,
  parseReaders,
  type RefusedRow,
  subscriberOf,
} from '../reader-rows.ts';
import type { System } from '../system.ts';

/** At most this many writes at once: enough to fill the engine, far below DynamoDB's on-demand start of 4,000/s. */
const PARALLEL_WRITES = 32;

/** Options of `subscribers import`. */
export interface ImportOptions {
  readonly confirmed?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** `briefwire subscribers import FILE`: shows what will change, then writes it; exits 1 when rows were refused. */
export async function importFile(context: Context, file: string, options: ImportOptions): Promise<void> {
  const newsletter = await context.newsletter();
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code}).`);
  });
  const parsed = parseReaders(text, newsletter);
  if (!parsed.ok) throw new WorkFailed(`${file} ${parsed.fault}. Nothing was written.`);
  if (!options.confirmed && !options.dryRun) throw new UsageError(CONSENT_NEEDED);
  await context.withSystem(async (system) => {
    const output = context.output();
    const plan = await planImport(parsed.readers, system);
    output.note(describePlan(file, plan, parsed.refused));
    const go = options.dryRun ? false : options.yes || (await agreed(plan.added.length));
    const added = go ? await write(plan.added, system, output.json) : 0;
    output.result(
      {
        dryRun: !go,
        added,
        wouldAdd: plan.added.length,
        known: plan.known,
        left: plan.left,
        refused: parsed.refused,
      },
      go ? `${added} readers added, ${plan.known} known already.` : 'Nothing was written.',
    );
    if (parsed.refused.length > 0) process.exitCode = 1;
  });
}

interface ImportPlan {
  readonly added: readonly NewReader[];
  /** Active already: left as they are. */
  readonly known: number;
  /** Known and not active: an import never raises a status. */
  readonly left: number;
}

async function planImport(readers: readonly NewReader[], system: System): Promise<ImportPlan> {
  const limit = pLimit(PARALLEL_WRITES);
  const found = await limit.map(readers, async (reader) => ({
    reader,
    existing: await system.subscribers.findByEmail(reader.email),
  }));
  return {
    added: found.filter(({ existing }) => existing === undefined).map(({ reader }) => reader),
    known: found.filter(({ existing }) => existing?.state === 'active').length,
    left: found.filter(({ existing }) => existing !== undefined && existing.state !== 'active').length,
  };
}

function describePlan(file: string, plan: ImportPlan, refused: readonly RefusedRow[]): string {
  return [
    `${file}:`,
    `  ${plan.added.length} new, ${plan.known} known already, ${plan.left} known and not active (left as they are)`,
    ...refused.map((row) => `  ${paint.red('refused')} line ${row.line}: ${row.field}: ${row.reason}`),
  ].join('\n');
}

async function agreed(count: number): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UsageError('There is no terminal to ask on: add --yes to write, or --dry-run.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Add ${count} readers? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function write(readers: readonly NewReader[], system: System, quiet: boolean): Promise<number> {
  const bar = progressBar('readers', readers.length, quiet);
  const limit = pLimit(PARALLEL_WRITES);
  const outcomes = await limit.map(readers, async (reader) => {
    const outcome = await system.subscribers.add(subscriberOf(reader, system));
    bar.advance();
    return outcome.kind;
  });
  bar.stop();
  return outcomes.filter((kind) => kind === 'added').length;
}
