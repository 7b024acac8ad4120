import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { buildLambda } from '../infra/bundling/build-lambda.ts';
import type { Newsletter } from '../lambdas/core/config.ts';
import { median } from './measure.ts';

const run = promisify(execFile);
const LOAD = fileURLToPath(new URL('load.ts', import.meta.url));

/** Every variable that the two functions ask for; nothing is called while loading. */
const ENV = {
  AWS_REGION: 'us-east-1',
  TABLE_NAME: 'table',
  BUCKET_NAME: 'bucket',
  PLAN_QUEUE_URL: 'http://127.0.0.1/plan',
  DELIVERY_QUEUE_URL: 'http://127.0.0.1/delivery',
  CONFIGURATION_SET: 'set',
  SITE_URL: 'https://news.example.com',
  TOKEN_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:tokens',
};

/** Size and median load time of the sender's and the renderer's bundle, each load in a fresh process. */
export async function bundles(newsletter: Newsletter, loads: number) {
  const outDir = await mkdtemp(join(tmpdir(), 'briefwire-bench-'));
  try {
    const [sender, renderer] = await Promise.all([
      buildLambda('deliver-mail', { newsletter, outDir }),
      buildLambda('publish-issue', { newsletter, outDir }),
    ]);
    const samples = { sender: [] as number[], renderer: [] as number[] };
    for (let round = 0; round <= loads; round += 1) {
      const ms = { sender: await loadTime(sender.directory), renderer: await loadTime(renderer.directory) };
      if (round === 0) continue;
      samples.sender.push(ms.sender);
      samples.renderer.push(ms.renderer);
    }
    return {
      sender: { bytes: sender.bytes, loadMs: median(samples.sender) },
      renderer: { bytes: renderer.bytes, loadMs: median(samples.renderer) },
    };
  } finally {
    await rm(outDir, { recursive: true });
  }
}

async function loadTime(directory: string): Promise<number> {
  const bundle = pathToFileURL(join(directory, 'index.mjs')).href;
  const env = { ...process.env, ...ENV, LAMBDA_TASK_ROOT: directory };
  const { stdout } = await run(process.execPath, [LOAD, bundle], { env });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  return (JSON.parse(line) as { ms: number }).ms;
}
