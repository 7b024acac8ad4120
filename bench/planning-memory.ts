import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundled } from './peak-memory.ts';
import type { Finding } from './report.ts';
import type { Sample } from './sample.ts';

const run = promisify(execFile);

/**
 * V8 lets its heap grow as long as the machine has memory, so a long run ends higher than a short one with the same live
 * data. Under this cap a list that is held in memory ends the process, and what is left to grow is compiled code.
 */
const CAPPED = ['--max-semi-space-size=1', '--max-old-space-size=18'];
/** glibc keeps a heap per thread otherwise, as many as the machine has cores. */
const ONE_ARENA = { ...process.env, MALLOC_ARENA_MAX: '1' };

interface Planned {
  readonly megabytes: number;
  readonly planned: number;
  readonly closed: number;
  /** Seconds for freezing and planning one shard, on average. */
  readonly shardSeconds: number;
}

/** Peak memory of freezing, planning and closing lists of these sizes, each in a process of its own. */
export async function planningMemory(subject: Sample, sizes: readonly number[]): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'briefwire-bench-'));
  try {
    const { issue, skeleton, newsletter } = subject;
    const frozen = join(folder, 'frozen.json');
    await writeFile(frozen, JSON.stringify({ issue, skeleton, newsletter }));
    const outfile = await bundled('planning.ts', folder);
    const found: (Planned & { readonly readers: number })[] = [];
    for (const readers of sizes) {
      const words = [outfile, frozen, join(folder, String(readers)), String(readers)];
      const { stdout } = await run(process.execPath, [...CAPPED, ...words], { env: ONE_ARENA });
      const answer = JSON.parse(stdout) as Planned;
      if (answer.planned < readers || answer.closed !== answer.planned) {
        throw new Error(
          `of ${readers} readers ${answer.planned} were planned and ${answer.closed} accounted`,
        );
      }
      found.push({ readers, ...answer });
    }
    const least = Math.min(...found.map(({ megabytes }) => megabytes));
    const most = Math.max(...found.map(({ megabytes }) => megabytes));
    const slowest = Math.max(...found.map(({ shardSeconds }) => shardSeconds));
    return [
      {
        what: `memory of freezing and planning ${sizes.join(', ')} readers, most against least`,
        value: most / least,
        unit: 'x',
        atMost: 1.2,
        detail: found.map(({ readers, megabytes }) => `${readers}: ${Math.round(megabytes)} MB`).join(', '),
      },
      {
        what: 'seconds of freezing and planning one shard of the longest list',
        value: slowest,
        unit: 's',
        atMost: 300,
        detail: 'without DynamoDB; a longer run hands the next part on',
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}
