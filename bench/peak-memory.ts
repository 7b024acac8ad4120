import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { startChild } from './child.ts';
import type { Sample } from './sample.ts';

const run = promisify(execFile);

/** What `memory.ts` prints. */
export interface PeakMemory {
  readonly accepted: number;
  /** Largest resident set. */
  readonly megabytes: number;
}

/**
 * V8 sizes its young generation by the memory of the machine, up to 3 × 32 MB on a large one. A function of 512 MB is a
 * small one; the cap makes the figure depend on the sender and not on where it was measured. It costs no speed.
 */
const YOUNG_GENERATION = '--max-semi-space-size=8';

/** Sends to that many readers in a process of its own, bundled as a Lambda is, and returns its peak memory. */
export async function peakMemory(
  { issue, skeleton, newsletter }: Sample,
  readers: number,
): Promise<PeakMemory> {
  const folder = await mkdtemp(join(tmpdir(), 'briefwire-bench-'));
  const sink = await startChild<{ endpoint: string }>('ses-sink.ts');
  try {
    const frozen = join(folder, 'frozen.json');
    await writeFile(frozen, JSON.stringify({ issue, skeleton, newsletter }));
    const outfile = await bundled('memory.ts', folder);
    const { stdout } = await run(process.execPath, [
      YOUNG_GENERATION,
      outfile,
      frozen,
      sink.said.endpoint,
      String(readers),
    ]);
    return JSON.parse(stdout) as PeakMemory;
  } finally {
    sink.process.kill();
    await rm(folder, { recursive: true });
  }
}

/** Bundles a file of this folder as a Lambda is; returns where it stands. */
export async function bundled(file: string, folder: string): Promise<string> {
  const outfile = join(folder, file.replace(/ts$/, 'mjs'));
  await build({
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    logLevel: 'silent',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });
  return outfile;
}
