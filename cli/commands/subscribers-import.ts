import { join } from 'node:path';
import { agreed } from '../agreed.ts';
import type { Context } from '../context.ts';
import { count } from '../equation.ts';
import { openReaderFile, type ReaderFile } from '../import/read-file.ts';
import { prepare, write, writeReport } from '../import/run.ts';
import { type Counts, openStaging, type Staging } from '../import/staging.ts';
import { paint, UsageError } from '../output.ts';
import { CONSENT_NEEDED } from '../reader-rows.ts';
import type { System } from '../system.ts';

/** Options of `subscribers import`. */
export interface ImportOptions {
  readonly confirmed?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly report?: string;
}

/** Most refused rows that are named on the terminal, and in the JSON document; the report has them all. */
const NAMED = { text: 20, json: 1_000 };

/** `briefwire subscribers import FILE`: shows what will change, then writes it; exits 1 when rows were refused. */
export async function importFile(context: Context, path: string, options: ImportOptions): Promise<void> {
  const file = await openReaderFile(path);
  if (!options.confirmed && !options.dryRun) throw new UsageError(CONSENT_NEEDED);
  const output = context.output();
  const staging = openStaging();
  try {
    await context.withSystem(async (system) => {
      const rows = await prepare(file, staging, system, output.json);
      const counts = staging.counts();
      const importId = importIdOf(system);
      const report = await reportOn(
        staging,
        counts,
        options.report ?? join(context.state(), 'imports', `${importId}.csv`),
      );
      output.note(describePlan(path, file, rows, counts, staging, report));
      const go =
        !options.dryRun &&
        counts.fresh > 0 &&
        (options.yes || (await agreed(`Add ${count(counts.fresh, 'reader')}?`)));
      const added = go ? await add(importId, file, staging, counts, system, output.json) : 0;
      output.result(
        {
          dryRun: !go,
          format: file.format.name,
          rows,
          ...(go && { importId }),
          ...{ added, wouldAdd: counts.fresh, known: counts.known },
          left: Object.values(counts.left).reduce((sum, n) => sum + n, 0),
          leftBy: counts.left,
          leftOut: counts.leftOut,
          leftOutActive: counts.leftOutActive,
          refusedRows: counts.refused,
          refused: staging.refused(NAMED.json),
          ...(report && { report }),
        },
        go
          ? `${count(added, 'reader')} added, ${counts.known} known already.\n  undo: briefwire subscribers import --undo ${importId}`
          : 'Nothing was written.',
      );
      if (counts.refused > 0) process.exitCode = 1;
    });
  } finally {
    staging.close();
  }
}

/** In order of time, and different for two imports of one second. */
function importIdOf({ clock, ids }: System): string {
  const at = clock.now().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `${at}-${ids
    .newId()
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, 6)}`;
}

async function add(
  importId: string,
  { format }: ReaderFile,
  staging: Staging,
  { fresh }: Counts,
  system: System,
  quiet: boolean,
): Promise<number> {
  // Noted before the first reader is: an import that breaks off can be undone too.
  const record = { id: importId, at: system.clock.now().toISOString(), format: format.name };
  await system.imports.note(record);
  const added = await write(importId, staging, fresh, system, quiet);
  await system.imports.note({ ...record, added });
  return added;
}

async function reportOn(staging: Staging, counts: Counts, path: string): Promise<string | undefined> {
  if (counts.refused === 0 && Object.keys(counts.leftOut).length === 0) return undefined;
  await writeReport(path, staging);
  return path;
}

const NOUN = { active: 'active', guest: 'guests', pending: 'not confirmed', suppressed: 'suppressed' };

function describePlan(
  path: string,
  { format }: ReaderFile,
  rows: number,
  counts: Counts,
  staging: Staging,
  report: string | undefined,
): string {
  const left = Object.entries(counts.left).map(
    ([standing, n]) => `${n} ${NOUN[standing as keyof typeof NOUN] ?? standing}`,
  );
  const out = Object.entries(counts.leftOut).map(([status, n]) => `${n} ${status}`);
  const refused = staging.refused(NAMED.text);
  const more = counts.refused > NAMED.text ? `  ... all of them in ${report}` : undefined;
  return [
    `${path}: ${count(rows, 'row')}, ${format.name === 'plain' ? 'a plain table' : `an export of ${format.name}`}`,
    `  ${paint.green(String(counts.fresh))} new`,
    `  ${counts.known} known already and active: left as they are`,
    ...(left.length > 0
      ? [`  ${left.join(', ')} here: left as they are, an import never raises a status`]
      : []),
    ...(out.length > 0 ? [`  ${out.join(', ')} in the file: left out`] : []),
    ...(counts.leftOutActive > 0
      ? [`    ${counts.leftOutActive} of them are active here: nothing was changed; look at them yourself`]
      : []),
    `  ${counts.refused} refused${report ? `; every row that stays out: ${report}` : ''}`,
    ...refused.map((row) => `    ${paint.red('refused')} line ${row.line}: ${row.field}: ${row.reason}`),
    ...(more ? [more] : []),
    ...(format.caution ? [`  ${paint.yellow('note')} ${format.caution}`] : []),
  ].join('\n');
}
