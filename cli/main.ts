import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Stripping types and compiling is half of what a short command does; `npm ci` empties the folder.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/briefwire', import.meta.url)));

const { runCommandLine } = await import('./command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));
