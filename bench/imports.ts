import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dynamoAvailable } from '../tests/support/dynamo.ts';
import type { Finding } from './report.ts';

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('import-child.ts', import.meta.url));

/**
 * V8 lets its heap grow as long as the machine has memory, so a long run ends higher than a short one with the same live
 * data. Under this cap a list that is held in memory ends the process.
 */
const CAPPED = ['--max-semi-space-size=4', '--max-old-space-size=64'];
/** glibc keeps a heap per thread otherwise, as many as the machine has cores. */
const ONE_ARENA = { ...process.env, MALLOC_ARENA_MAX: '1' };

interface Ran {
  readonly minutes: number;
  readonly megabytes: number;
  readonly answer: Record<string, unknown>;
}

/**
 * Imports lists of these lengths and undoes each, by the command line on the laptop's engine: minutes for 100,000 rows, and
 * how much more memory the longest takes than the shortest. One row in 50 is left out by its status, one in 97 is no address.
 * Nothing on a machine without an engine: what is in memory cannot be undone by another process.
 */
export async function imports(lengths: readonly number[]): Promise<readonly Finding[]> {
  if (!dynamoAvailable) return [];
  const folder = await mkdtemp(join(tmpdir(), 'briefwire-bench-'));
  try {
    const runs: { rows: number; added: Ran; undone: Ran }[] = [];
    for (const rows of lengths) {
      const file = join(folder, `${rows}.csv`);
      await pipeline(Readable.from(csv(rows)), createWriteStream(file));
      const state = join(folder, `state-${rows}`);
      const added = await command(state, 'import', file, '--confirmed', '--yes');
      const importId = String(added.answer['importId']);
      runs.push({ rows, added, undone: await command(state, 'import', '--undo', importId, '--yes') });
    }
    return findings(runs);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function findings(runs: readonly { rows: number; added: Ran; undone: Ran }[]): readonly Finding[] {
  const longest = runs.at(-1);
  if (!longest) return [];
  const { rows, added, undone } = longest;
  if (added.answer['added'] !== undone.answer['removed']) throw new Error('an undoing left readers behind');
  const per100k = (minutes: number) => (minutes * 100_000) / rows;
  const minutes = (what: string, ran: Ran, detail: string): Finding => ({
    what: `${what}: minutes for 100,000 rows, measured over ${rows}`,
    value: per100k(ran.minutes),
    unit: 'min',
    detail,
  });
  const memory = (what: string, peaks: readonly number[]): Finding => ({
    what: `${what}: peak memory of ${runs.map((each) => each.rows).join(', ')} rows, most against least`,
    value: Math.max(...peaks) / Math.min(...peaks),
    unit: 'x',
    atMost: 1.3,
    detail: peaks.map((peak) => `${Math.round(peak)} MB`).join(', '),
  });
  return [
    minutes('import', added, `${added.answer['added']} added, ${added.answer['refusedRows']} refused`),
    minutes('undoing an import', undone, `${undone.answer['removed']} taken out again`),
    memory(
      'import',
      runs.map((each) => each.added.megabytes),
    ),
    memory(
      'undoing an import',
      runs.map((each) => each.undone.megabytes),
    ),
  ];
}

function* csv(rows: number): Generator<string> {
  yield 'email,name,sections,status\n';
  for (let n = 0; n < rows; n += 1) {
    const address = n % 97 === 0 ? `reader${n}@@broken` : `reader${n}@example${n % 977}.com`;
    const sections = ['world', 'world;science', ''][n % 3];
    yield `${address},Reader ${n},${sections},${n % 50 === 0 ? 'unsubscribed' : ''}\n`;
  }
}

/** Rows that are refused end a command with 1; its answer and its memory are printed all the same. */
async function command(state: string, ...words: readonly string[]): Promise<Ran> {
  const began = performance.now();
  const { stdout, stderr } = await run(
    process.execPath,
    [...CAPPED, CHILD, '--state', state, '--json', 'subscribers', ...words],
    { maxBuffer: 64 * 1024 * 1024, env: ONE_ARENA },
  ).catch((error: { stdout: string; stderr: string }) => error);
  const minutes = (performance.now() - began) / 60_000;
  const last = stderr.trimEnd().split('\n').at(-1) ?? '{}';
  return { minutes, ...(JSON.parse(last) as { megabytes: number }), answer: JSON.parse(stdout) };
}
