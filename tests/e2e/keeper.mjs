import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * `keeper.mjs DIRECTORY PROGRAM...`: runs a program, its words in DIRECTORY/log, until this process's standard input ends
 * or a signal comes. Then it ends the program with all its children and removes DIRECTORY. The other end of the input is
 * held by the test: however that dies, the input ends.
 */
const [directory = '', program = '', ...words] = process.argv.slice(2);
const PATIENCE_MS = 3_000;

const log = openSync(join(directory, 'log'), 'a');
// A group of its own, so that its children can be ended with it.
const child = spawn(program, words, { detached: true, stdio: ['ignore', log, log] });
const gone = new Promise((done) => child.on('exit', done).on('error', done));

const signal = (name) => {
  try {
    process.kill(-child.pid, name);
  } catch {
    // Nobody is left in it.
  }
};

let ended = false;
async function end() {
  if (ended) return;
  ended = true;
  signal('SIGTERM');
  await Promise.race([gone, pause(PATIENCE_MS)]);
  signal('SIGKILL');
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
}
process.stdin.resume().on('close', end);
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, end);
