import { runCommandLine } from '../cli/command-line.ts';
import { ownPeakMegabytes } from './own-peak.ts';

/** One command line of `briefwire` in a process of its own; its last line on stderr is the peak memory (resident set). */
process.exitCode = await runCommandLine(process.argv.slice(2));
process.stderr.write(`\n${JSON.stringify({ megabytes: ownPeakMegabytes() })}\n`);
