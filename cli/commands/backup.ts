import { Command } from 'commander';
import type { BackupMade } from '../backup/write-backup.ts';
import type { Context } from '../context.ts';
import { count } from '../equation.ts';
import { paint, UsageError, WorkFailed } from '../output.ts';

interface BackupOptions {
  readonly out?: string;
  readonly withKeys?: boolean;
  readonly table?: string;
}

/** `briefwire backup --out DIR`: everything of the newsletter as plain files. */
export function backupCommand(context: Context): Command {
  return new Command('backup')
    .option('--out <dir>', 'a directory that is not there yet; it will hold personal data')
    .option('--table <name>', 'with --aws: another table of this account, e.g. one that was restored in time')
    .option('--with-keys', 'also the keys of links and address hashes: guard the files like a password')
    .action((options: BackupOptions) => backup(context, options));
}

async function backup(
  context: Context,
  { out, withKeys = false, table: name }: BackupOptions,
): Promise<void> {
  if (!out) throw new UsageError('Name a directory: `briefwire backup --out backup-2026-11-24`.');
  if (name && !context.aws()) throw new UsageError('--table is for --aws: the laptop has one table only.');
  await context.withSystem(async ({ storage, newsletter, keys }) => {
    if (!storage)
      throw new WorkFailed('Data in memory are gone when the command ends: there is nothing to back up.');
    const { writeBackup } = await import('../backup/write-backup.ts');
    const table = name ? { ...storage.table, name } : storage.table;
    const source = { ...storage, table, newsletter, keys: await keys.read() };
    const made = await writeBackup(source, { out, withKeys });
    const { manifest, open, brokenLedgers } = made;
    const output = context.output();
    output.result(
      { directory: made.directory, at: manifest.at, withKeys, files: manifest.files, open, brokenLedgers },
      textOf(made),
    );
    if (brokenLedgers > 0) {
      output.note(
        `${count(brokenLedgers, 'consent ledger')} do not verify; \`briefwire subscribers show\` says where. They are in the backup as they are.`,
      );
    }
  });
}

function textOf({ directory, manifest, open }: BackupMade): string {
  const { files, withKeys } = manifest;
  const width = Math.max(...files.map(({ name }) => name.length));
  return [
    `${paint.green('backed up')}: ${manifest.newsletter}, to ${directory}`,
    ...files.map(({ name, lines }) => `  ${name.padEnd(width)} ${lines}`),
    withKeys
      ? 'keys.json opens every reader’s links: keep it away from the rest, like a password.'
      : 'Without keys: links in mails sent so far do not work where this is restored (--with-keys).',
    ...open.map((id) => `${id} is not closed: what is sent of it from now on is not in this backup.`),
  ].join('\n');
}
