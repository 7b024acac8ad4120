import { Argument, Command } from 'commander';
import { agreed } from '../agreed.ts';
import type { Context } from '../context.ts';
import { type DeadLetters, QUEUE_NAMES, type QueueName } from '../dead-letters.ts';
import { count } from '../equation.ts';
import { paint } from '../output.ts';

interface RedriveOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** `briefwire redrive [queue]`: puts the messages back that a queue has given up on. */
export function redriveCommand(context: Context): Command {
  return new Command('redrive')
    .addArgument(new Argument('[queue]', 'default: every queue that has some').choices(QUEUE_NAMES))
    .option('--yes', 'do not ask: what broke them is mended')
    .option('--dry-run', 'show how many there are and stop')
    .action((queue: QueueName | undefined, options: RedriveOptions) => redrive(context, queue, options));
}

async function redrive(
  context: Context,
  queue: QueueName | undefined,
  { yes = false, dryRun = false }: RedriveOptions,
): Promise<void> {
  await context.withSystem(async ({ deadLetters, workedBy, where }) => {
    const output = context.output();
    const names = queue ? [queue] : QUEUE_NAMES;
    const dead = await counted(deadLetters, names);
    const lying = names.filter((name) => (dead[name] ?? 0) > 0);
    const found = names.map((name) => `${name.padEnd(8)}  ${count(dead[name] ?? 0, 'dead letter')}`);
    if (dryRun || lying.length === 0) return output.result({ dead, moved: {} }, found.join('\n'));
    for (const line of found) output.note(line);
    if (!yes && !(await agreed('Is what broke them mended, and shall they go back on their queues?'))) {
      return output.result({ dead, moved: {} }, 'Nothing was moved.');
    }
    const moved: Partial<Record<QueueName, number>> = {};
    const lines: string[] = [];
    for (const name of lying) {
      const result = await deadLetters[name].redrive();
      moved[name] = result.moved;
      const back = `${count(result.moved, 'message')} back on the ${name} queue`;
      lines.push(
        result.kind === 'done'
          ? `${paint.green('redriven')}: ${back}.`
          : `${back} so far; Amazon SQS goes on by itself. \`briefwire redrive --dry-run\` shows what is left.`,
      );
    }
    if (where === 'laptop' && !workedBy)
      lines.push('They are worked when `npm start` or the next `send` runs.');
    output.result({ dead, moved }, lines.join('\n'));
  });
}

async function counted(
  letters: Readonly<Record<QueueName, DeadLetters>>,
  names: readonly QueueName[],
): Promise<Partial<Record<QueueName, number>>> {
  const dead: Partial<Record<QueueName, number>> = {};
  for (const name of names) dead[name] = await letters[name].count();
  return dead;
}
