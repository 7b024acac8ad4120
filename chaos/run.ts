import { cleanUp, oneRun, type RunResult } from './one-run.ts';
import { parseOptions, USAGE } from './options.ts';
import { linesOf, violationsOf } from './report.ts';

/** `npm run chaos`: prints what each run came to; exit code 1 when something was violated, 2 on a wrong command line. */
async function main(args: readonly string[]): Promise<number> {
  let options: ReturnType<typeof parseOptions>;
  try {
    options = parseOptions(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    return 2;
  }
  const note = (text: string) =>
    void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
  const results: RunResult[] = [];
  for (const each of options.runs) {
    const result = await oneRun(each, note);
    results.push(result);
    if (!options.json) process.stdout.write(`${linesOf(result)}\n`);
    const violated = violationsOf(result).length > 0;
    if (violated && !each.broken) note(`what the processes said is in ${result.log}`);
    else cleanUp(result);
  }
  const violations = results.flatMap(violationsOf);
  if (options.json) {
    const shown = results.map(({ log: _, ...result }) => ({
      ...result,
      violations: violationsOf({ ...result, log: '' }),
    }));
    process.stdout.write(`${JSON.stringify({ runs: shown, violations: violations.length }, null, 2)}\n`);
  } else {
    process.stdout.write(
      violations.length === 0 ? 'Nothing was violated.\n' : `${violations.length} violations.\n`,
    );
  }
  return violations.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
