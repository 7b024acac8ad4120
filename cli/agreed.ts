import { createInterface } from 'node:readline/promises';
import { UsageError } from './output.ts';

/** Asks on the terminal; UsageError with the way out where there is none. `look`: what shows it without doing it. */
export async function agreed(question: string, look = ', or --dry-run to look only'): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UsageError(`There is no terminal to ask on: add --yes to do it${look}.`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
