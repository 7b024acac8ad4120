import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command } from 'commander';
import type { Context } from '../context.ts';
import { paint, UsageError } from '../output.ts';

/** S3 keys and file names alike: what can be a briefing's name without surprises. */
const NAME = /^[\w][\w .()+,@-]{0,120}\.(txt|md|markdown|html|htm|json)$/i;

/** `briefwire inbox add|list|remove`: the briefings that wait for the next slot. */
export function inboxCommand(context: Context): Command {
  const inbox = new Command('inbox');
  inbox
    .command('add')
    .description('put briefings into the inbox; one of the same name is replaced')
    .argument('<file...>')
    .action((files: string[]) => add(context, files));
  inbox
    .command('list')
    .description('what lies in the inbox')
    .action(() => list(context));
  inbox
    .command('remove')
    .description('take briefings out of the inbox')
    .argument('<name...>')
    .action((names: string[]) => remove(context, names));
  return inbox;
}

async function add(context: Context, files: readonly string[]): Promise<void> {
  // All files are read and checked before the first is written: a typo in the last one leaves the inbox as it was.
  const briefings = await Promise.all(files.map(readFileForInbox));
  await context.withSystem(async ({ sources, newsletter }) => {
    for (const { name, content } of briefings) await sources.add(name, content);
    const editions = newsletter.editions.map((edition) => `${edition.id} (${edition.cron})`).join(', ');
    context
      .output()
      .result(
        { added: briefings.map(({ name, content }) => ({ name, bytes: content.byteLength })) },
        [
          ...briefings.map(({ name, content }) => `${paint.green('+')} ${name}  ${content.byteLength} bytes`),
          `Goes out at the next slot of: ${editions}`,
        ].join('\n'),
      );
  });
}

async function readFileForInbox(file: string): Promise<{ name: string; content: Uint8Array }> {
  const name = basename(file);
  if (!NAME.test(name)) {
    throw new UsageError(
      `${file}: the inbox takes .txt, .md, .html and .json files with plain names; rename it.`,
    );
  }
  try {
    return { name, content: await readFile(file) };
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}); nothing was added.`,
    );
  }
}

async function list(context: Context): Promise<void> {
  await context.withSystem(async ({ sources }) => {
    const entries = await sources.inbox();
    context
      .output()
      .result(
        { inbox: entries },
        entries.length === 0
          ? 'The inbox is empty. `briefwire inbox add FILE` puts a briefing there.'
          : entries
              .map((each) => `${each.addedAt}  ${String(each.bytes).padStart(8)}  ${each.name}`)
              .join('\n'),
      );
  });
}

async function remove(context: Context, names: readonly string[]): Promise<void> {
  await context.withSystem(async ({ sources }) => {
    const known = new Set((await sources.inbox()).map((each) => each.name));
    const unknown = names.filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new UsageError(
        `Not in the inbox: ${unknown.join(', ')}. Nothing was removed; \`inbox list\` shows all.`,
      );
    }
    for (const name of names) await sources.remove(name);
    context.output().result({ removed: names }, names.map((name) => `${paint.red('-')} ${name}`).join('\n'));
  });
}
