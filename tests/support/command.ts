import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { runCommandLine } from '../../cli/command-line.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/launch.mjs', import.meta.url));

/** What a command left behind when it ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as JSON, for `--json`. */
  json<Document>(): Document;
}

/**
 * Runs `briefwire` as a person does: its own process, no terminal, `input` on its standard input. Settings of the
 * machine's AWS are kept out.
 */
export async function briefwire(
  words: readonly string[],
  env: Record<string, string> = {},
  input = '',
): Promise<Ran> {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
  const child = spawn(process.execPath, [LAUNCHER, ...words], {
    env: { ...clean, NO_COLOR: '1', AWS_EC2_METADATA_DISABLED: 'true', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined).end(input);
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, ...said, json: () => JSON.parse(said.stdout) };
}

/**
 * Runs the same command line in this process, its streams caught: a fifth of the time, for what a command does and
 * says. How a process starts, is told to stop and ends is asked of `briefwire`. One at a time.
 */
export async function briefwireHere(
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<Ran> {
  const before = { ...process.env };
  const { exitCode } = process;
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const said = (stream: typeof stdout) => stream.mock.calls.map(([text]) => String(text)).join('');
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: 'true', ...env });
  process.exitCode = undefined;
  try {
    const code = await runCommandLine(words);
    const ran = { code, stdout: said(stdout), stderr: said(stderr) };
    return { ...ran, json: () => JSON.parse(ran.stdout) };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
    process.env = before;
    process.exitCode = exitCode;
  }
}

/** A state directory of a test's own, with what is in it removed at the end. */
export async function aStateDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'briefwire-state-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
