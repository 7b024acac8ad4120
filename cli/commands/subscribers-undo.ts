import { type ImportRecord, type Imports, MOST_IMPORTED } from '../../lambdas/core/subscribers/imports.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import { agreed } from '../agreed.ts';
import type { Context } from '../context.ts';
import { count } from '../equation.ts';
import { inParallel } from '../import/run.ts';
import { WorkFailed } from '../output.ts';
import { progressBar } from '../progress.ts';

/** Most kept readers that are named one by one. */
const NAMED = 1_000;

/** `briefwire subscribers import --undo ID`: takes an import's readers out again, but for those who did something since. */
export async function undoImport(
  context: Context,
  importId: string,
  options: { readonly yes?: boolean; readonly dryRun?: boolean },
): Promise<void> {
  await context.withSystem(async (system) => {
    const { imports, clock } = system;
    const output = context.output();
    const record = await imports.get(importId);
    if (!record) {
      throw new WorkFailed(
        `There is no import ${importId} to undo. \`briefwire subscribers imports\` lists them; they can be undone for 90 days.`,
      );
    }
    const readers = record.added === undefined ? 'the readers' : count(record.added, 'reader');
    const go = !options.dryRun && (options.yes || (await agreed(`Take out ${readers} of ${importId}?`)));
    if (!go) {
      const would = `From ${importId} ${readers} would be taken out, but for those who did something since`;
      return output.result({ importId, dryRun: true, added: record.added }, `${would}. Nothing was written.`);
    }
    const bar = progressBar('readers', record.added ?? (await mostReaders(imports, importId)), output.json);
    const kept: Subscriber[] = [];
    let [removed, keptRows] = [0, 0];
    await inParallel(imports.batches(importId), async (batch) => {
      const undone = await imports.undo(importId, batch);
      removed += undone.removed;
      keptRows += undone.kept.length;
      if (kept.length < NAMED) kept.push(...undone.kept);
      bar.advance(removed + keptRows);
    });
    bar.stop();
    await imports.note({ ...record, undoneAt: clock.now().toISOString() });
    const named = kept.slice(0, NAMED).map(({ id, email, state }) => ({ id, email, state }));
    output.result(
      { importId, removed, keptRows, kept: named },
      [
        `${count(removed, 'reader')} of ${importId} taken out.`,
        ...(keptRows > 0 ? [`${keptRows} kept, for they did something since; what they did stands:`] : []),
        ...named.map(({ email, state }) => `  ${email} ${state}`),
      ].join('\n'),
    );
  });
}

/** As many readers as an import that was broken off can have. */
async function mostReaders(imports: Imports, importId: string): Promise<number> {
  let batches = 0;
  for await (const _ of imports.batches(importId)) batches += 1;
  return batches * MOST_IMPORTED;
}

/** `briefwire subscribers imports`: the imports of the last 90 days. */
export async function listImports(context: Context): Promise<void> {
  await context.withSystem(async ({ imports }) => {
    const found: ImportRecord[] = [];
    for await (const each of imports.list()) found.push(each);
    const line = ({ id, at, format, added, undoneAt }: ImportRecord) => {
      const readers = added === undefined ? 'not finished' : `${String(added).padStart(7)} added`;
      return `${id}  ${at.slice(0, 16).replace('T', ' ')}  ${format.padEnd(10)} ${readers}${undoneAt ? '  undone' : ''}`;
    };
    const none = 'No import in the last 90 days.';
    context.output().result({ imports: found }, found.length > 0 ? found.map(line).join('\n') : none);
  });
}
