import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openEmulator } from './emulator.ts';
import { until } from './until.ts';

const KEEPER = fileURLToPath(new URL('./keeper.mjs', import.meta.url));

/** An ended process that nobody has asked about yet (state Z) lives no more. */
const lives = (pid: number) => {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** A program with a child of its own, kept by somebody who waits for nothing but their own end. */
async function kept() {
  const directory = await mkdtemp(join(tmpdir(), 'briefwire-kept-'));
  const pids = join(directory, 'pids');
  const program = `sleep 600 & echo $$ $! > ${pids}.new; mv ${pids}.new ${pids}; wait`;
  const words = JSON.stringify([KEEPER, directory, 'sh', '-c', program]);
  const starts = `require('node:child_process').spawn(process.execPath, ${words}, { stdio: ['pipe', 'ignore', 'ignore'] }); setInterval(() => {}, 1e6);`;
  const starter = spawn(process.execPath, ['-e', starts], { stdio: 'ignore' });
  const said = await until('the program runs', () => readFile(pids, 'utf8'));
  return { directory, starter, pids: said.trim().split(' ').map(Number) };
}

describe('the keeper of an emulator', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'ends the program, its children and their files when who started it is ended by %s',
    async (signal) => {
      const { directory, starter, pids } = await kept();
      expect(pids.map(lives)).toEqual([true, true]);
      starter.kill(signal);
      await once(starter, 'exit');
      await until('all of them are gone', async () => !existsSync(directory));
      expect(pids.map(lives)).toEqual([false, false]);
    },
  );
});

describe('an emulated account', () => {
  it.each(['https://dynamodb.eu-central-1.amazonaws.com', 'https://s3.cn-north-1.amazonaws.com.cn'])(
    'is never %s',
    (endpoint) =>
      expect(openEmulator({ AWS_ENDPOINT_URL: endpoint })).rejects.toThrow(/never for a real one/),
  );

  it('says what to do when there is none', () =>
    expect(openEmulator({ PATH: '/nowhere' })).rejects.toThrow(/put `ministack` on the PATH/));
});
