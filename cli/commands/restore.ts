import { Command } from 'commander';
import type { Restored } from '../backup/restore-backup.ts';
import type { Context } from '../context.ts';
import { count } from '../equation.ts';
import { paint, WorkFailed } from '../output.ts';

/** `briefwire restore DIR`: a backup into a newsletter that has no readers yet. */
export function restoreCommand(context: Context): Command {
  return new Command('restore')
    .argument('<dir>', 'what `briefwire backup --out` wrote')
    .option(
      '--forget-hashed',
      'go on without suppressions of which only a hash is left, when the backup has no keys',
    )
    .action((directory: string, { forgetHashed = false }: { forgetHashed?: boolean }) =>
      restore(context, { directory, forgetHashed }),
    );
}

async function restore(
  context: Context,
  options: { directory: string; forgetHashed: boolean },
): Promise<void> {
  await context.withSystem(async ({ storage, identity, keys, workedBy, where }) => {
    if (!storage || !identity)
      throw new WorkFailed('Data in memory cannot be restored into: they end with the command.');
    if (workedBy) throw new WorkFailed(`Stop ${workedBy} first: it would go on with the keys that it has.`);
    const { restoreBackup } = await import('../backup/restore-backup.ts');
    const done = await restoreBackup({ ...storage, identity, keys }, options);
    const { manifest, counts, paused, brokenLedgers, forgotten } = done;
    context
      .output()
      .result(
        { at: manifest.at, counts, paused, brokenLedgers, forgotten, keys: done.keys },
        textOf(done, where === 'aws'),
      );
  });
}

function textOf(
  { manifest, counts, paused, forgotten, keys, brokenLedgers }: Restored,
  aws: boolean,
): string {
  const width = Math.max(...Object.keys(counts).map((name) => name.length));
  return [
    `${paint.green('restored')}: ${manifest.newsletter} as of ${manifest.at}`,
    ...Object.entries(counts).map(([name, lines]) => `  ${name.padEnd(width)} ${lines}`),
    ...Object.entries(forgotten).map(
      ([name, lines]) => `  ${count(lines, 'line')} of ${name} left out: only a hash was known`,
    ),
    ...(brokenLedgers > 0
      ? [`${count(brokenLedgers, 'consent ledger')} did not verify when the backup was made.`]
      : []),
    ...(keys === 'other' ? ['Links in mails sent before do not work here: the backup has no keys.'] : []),
    ...(keys === 'taken' && aws
      ? ['The keys of the backup are in the secret; functions take them within five minutes.']
      : []),
    ...paused.map(
      (id) => `${id} was open and is paused: \`briefwire issues resume ${id}\` or \`issues cancel ${id}\`.`,
    ),
    'Make sure that nothing else sends for this newsletter any more: two of them would mail everybody twice.',
  ].join('\n');
}
