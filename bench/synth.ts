import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Makes a process say at its end how long it had a processor; microseconds. */
const SAYS_CPU = `data:text/javascript,process.on('exit',()=>{const c=process.cpuUsage();process.stderr.write('\\ncpu '+(c.user+c.system))})`;

export interface SynthTime {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

/**
 * How long `infra/app.ts` takes from prebuilt bundles: both stacks with all their checks, without the cdk command around
 * it. The best of some rounds, each in a fresh process.
 */
export async function synthTime(rounds: number): Promise<SynthTime> {
  const home = await mkdtemp(join(tmpdir(), 'briefwire-bench-synth-'));
  const env = { ...process.env, BRIEFWIRE_DIST: join(home, 'dist'), CDK_OUTDIR: join(home, 'cdk.out') };
  try {
    await run(process.execPath, ['infra/build.ts'], { cwd: ROOT, env });
    let [wallSeconds, cpuSeconds] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < rounds; round += 1) {
      const began = performance.now();
      const { stderr } = await run(process.execPath, ['--import', SAYS_CPU, 'infra/app.ts'], {
        cwd: ROOT,
        env,
      });
      wallSeconds = Math.min(wallSeconds, (performance.now() - began) / 1000);
      cpuSeconds = Math.min(cpuSeconds, Number(/cpu (\d+)$/.exec(stderr)?.[1]) / 1e6);
    }
    return { wallSeconds, cpuSeconds };
  } finally {
    await rm(home, { recursive: true });
  }
}
