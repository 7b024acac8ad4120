import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WorkFailed } from '../output.ts';
import { freePort } from './free-port.ts';
import { commandLine, everyProcess, identify, isAlive, type ProcessIdentity } from './process-table.ts';

/** Measured: ready 14 to 30 ms after its start. */
const READY_MS = 10_000;
const END_MS = 5_000;
const LOOK_MS = 10;
/** Between finding a free port and using it, another program can take it. */
const TRIES = 3;

/** A running engine: enough to find it again from another process. */
export interface DynamoProcess extends ProcessIdentity {
  readonly endpoint: string;
}

/** The engine's program for this machine, or `undefined` when its optional package is not installed. */
export function dynamoProgram(): string | undefined {
  const name = `@dynoxide/${process.platform}-${process.arch}/package.json`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), 'dynoxide');
  } catch {
    return undefined;
  }
}

/**
 * Starts the engine on `file` (absent: in memory) and waits until it answers, on `samePort` or on one that is free. It gets a
 * process group of its own: Ctrl-C in the terminal would otherwise end it before its users have finished.
 */
export async function startDynamoProcess(
  program: string,
  log: string,
  file?: string,
  samePort?: number,
): Promise<DynamoProcess> {
  for (let tried = 1; ; tried += 1) {
    const port = samePort ?? (await freePort());
    const where = file === undefined ? [] : ['--db-path', file];
    const args = ['serve', '--host', '127.0.0.1', '--port', String(port), ...where];
    const output = openSync(log, 'w', 0o600);
    const child = spawn(program, args, { detached: true, stdio: ['ignore', output, output] });
    closeSync(output);
    const failure = new Promise<string>((done) => {
      child.once('error', (error) => done(error.message));
      child.once('exit', (code, signal) => done(`it ended with ${signal ?? `code ${code}`}`));
    });
    child.unref();
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    const endpoint = `http://127.0.0.1:${port}`;
    const ready = await Promise.race([answers(endpoint), failure]);
    if (ready === true && identity) return { ...identity, endpoint };
    if (identity) await endProcess(identity);
    if (tried === TRIES) throw new WorkFailed(explain(program, ready, log));
  }
}

/** The engines that run on that file, whoever started them: known by their command, never by a number alone. */
export function findDynamoProcesses(file: string): readonly DynamoProcess[] {
  return everyProcess().flatMap((pid) => {
    const [program = '', ...args] = commandLine(pid);
    const port = args[args.indexOf('--port') + 1];
    const ours = basename(program) === 'dynoxide' && args[0] === 'serve' && args.at(-1) === file;
    const identity = ours ? identify(pid) : undefined;
    return identity ? [{ ...identity, endpoint: `http://127.0.0.1:${port}` }] : [];
  });
}

/** Asks the process to end (it closes its file), and makes it after 5 s. Never touches another with the same number. */
export async function endProcess(engine: ProcessIdentity): Promise<void> {
  const steps = [
    { signal: 'SIGTERM', ms: END_MS },
    { signal: 'SIGKILL', ms: END_MS },
  ] as const;
  for (const { signal, ms } of steps) {
    if (!isAlive(engine)) return;
    process.kill(engine.pid, signal);
    for (let waited = 0; isAlive(engine) && waited < ms; waited += LOOK_MS) await delay(LOOK_MS);
  }
}

async function answers(endpoint: string): Promise<boolean> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    if (await healthy(endpoint)) return true;
    await delay(LOOK_MS);
  }
  return false;
}

/** `true` when a DynamoDB engine answers there. */
export async function healthy(endpoint: string): Promise<boolean> {
  try {
    const answer = await fetch(endpoint, { signal: AbortSignal.timeout(1_000) });
    return (await answer.text()).startsWith('healthy: dynamodb');
  } catch {
    // Not listening yet, or no longer: that is what is being asked.
    return false;
  }
}

function explain(program: string, ready: string | boolean, log: string): string {
  const why = typeof ready === 'string' ? ready : `it did not answer within ${READY_MS / 1000} s`;
  const said = readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n');
  return `The local DynamoDB (${program}) does not start: ${why}.${said === '' ? '' : `\n${said}`}\nRun npm ci again, or set AWS_ENDPOINT_URL_DYNAMODB to another DynamoDB.`;
}
