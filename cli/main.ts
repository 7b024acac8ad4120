import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Stripping types and compiling is half of what a short command does; `npm ci` empties the folder.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/briefwire', import.meta.url)));

// Whoever reads has seen enough, e.g. `head`: what is left to say is dropped, and the work goes on.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const { runCommandLine } = await import('./command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));
