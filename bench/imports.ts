import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Finding } from './report.ts';

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('import-child.ts', import.meta.url));

interface Ran {
  readonly minutes: number;
  readonly megabytes: number;
  readonly answer: Record<string, unknown>;
}

/**
 * Imports lists of these lengths and undoes each, by the command line on the laptop's engine: minutes for 100,000 rows, and
 * what the longest takes more memory than the shortest. One row in 50 is left out by its status, one in 97 is no address.
 */
export async function imports(lengths: readonly number[]): Promise<readonly Finding[]> {
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
  const [shortest, longest] = [runs[0], runs.at(-1)];
  if (!shortest || !longest) return [];
  const per100k = (minutes: number, rows: number) => (minutes * 100_000) / rows;
  const { rows, added, undone } = longest;
  if (added.answer['added'] !== undone.answer['removed']) throw new Error('an undoing left readers behind');
  return [
    {
      what: `import: minutes for 100,000 rows, measured over ${rows}`,
      value: per100k(added.minutes, rows),
      unit: 'min',
      detail: `${added.answer['added']} added; undone at ${per100k(undone.minutes, rows).toPrecision(2)} min for 100,000`,
    },
    {
      what: `import: peak memory, ${rows} rows against ${shortest.rows}`,
      value: added.megabytes / shortest.added.megabytes,
      unit: 'x',
      atMost: 1.5,
      detail: runs.map((each) => `${Math.round(each.added.megabytes)} MB for ${each.rows}`).join(', '),
    },
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
    [CHILD, '--state', state, '--json', 'subscribers', ...words],
    { maxBuffer: 64 * 1024 * 1024 },
  ).catch((error: { stdout: string; stderr: string }) => error);
  const minutes = (performance.now() - began) / 60_000;
  const last = stderr.trimEnd().split('\n').at(-1) ?? '{}';
  return { minutes, ...(JSON.parse(last) as { megabytes: number }), answer: JSON.parse(stdout) };
}
