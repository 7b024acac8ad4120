#!/usr/bin/env node
/**
 * Starts the command on Node 24 whatever Node the machine has: the project brings its own (optionalDependencies).
 * Plain JavaScript without imports from the project, because Node 20 must be able to run this one file.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const brought = ['x64', 'arm64']
  .map((cpu) => at(`../node_modules/node-linux-${cpu}/bin/node`))
  .find(existsSync);

if (!existsSync(at('../node_modules/commander'))) {
  process.stderr.write('briefwire: its packages are not installed yet. Run `npm ci` in the project first.\n');
  process.exit(2);
} else if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import('./main.ts');
} else if (brought) {
  const child = spawn(brought, [at('./main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
} else {
  process.stderr.write(
    `briefwire: needs Node 24 or newer, this is ${process.version}. Install Node 24 (https://nodejs.org) and run it again.\n`,
  );
  process.exit(2);
}
