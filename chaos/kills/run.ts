import { openBench, verdict } from './bench.ts';
import { killSend } from './kill-send.ts';
import { killStart } from './kill-start.ts';
import { type KillOptions, parseKillOptions } from './options.ts';

const USAGE = `npm run kill-start -- [--recipients N] [--kills N] [--seed S] [--ses URL]
npm run kill-send -- [--recipients N] [--kills N] [--seed S] [--ses URL]
npm run kill-send-late: the events come when nobody is killed any more
--ses URL: another project's SES at that address answers (the sender wire@example.com must be verified there)`;

/** Exit code 0 when SES saw every reader exactly once, 1 when not, 2 on a wrong command line. */
async function main([what, ...args]: readonly string[]): Promise<number> {
  let options: KillOptions;
  try {
    options = parseKillOptions(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    return 2;
  }
  const bench = await openBench(options);
  let code = 1;
  try {
    bench.note(`seed ${options.seed}`);
    if (what === 'start') await killStart(bench, options);
    else await killSend(bench, options, what === 'send-late');
    code = await verdict(bench);
  } finally {
    await bench.close(code !== 0);
  }
  return code;
}

process.exitCode = await main(process.argv.slice(2));
