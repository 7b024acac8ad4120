import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { FileSystem } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FunctionName } from '../../infra/functions.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** A build takes seconds, and ten times that on a busy machine. */
const PATIENCE_MS = 240_000;
const NEEDED = ['lambdas', 'infra', 'templates', 'newsletter.config.ts', 'package.json', 'tsconfig.json'];

/** A checkout of its own, with packages of this one. */
function checkout(): string {
  const directory = mkdtempSync(join(tmpdir(), 'briefwire-checkout-'));
  for (const name of NEEDED) cpSync(join(ROOT, name), join(directory, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  return directory;
}

/** Builds functions there; the hash of each one's asset, by which CDK knows whether it changed. */
async function assetsOf(directory: string, names: readonly FunctionName[]): Promise<Record<string, string>> {
  const script = `
    import { buildLambda } from './infra/bundling/build-lambda.ts';
    import { loadNewsletter } from './infra/newsletter.ts';
    const newsletter = await loadNewsletter();
    for (const name of ${JSON.stringify(names)}) await buildLambda(name, { newsletter, outDir: 'dist' });`;
  await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: directory });
  return Object.fromEntries(
    names.map((name) => [name, FileSystem.fingerprint(join(directory, 'dist', name))]),
  );
}

/** One whose source is changed below, one with templates and rendered mails beside its code, one that shares no code of either. */
const BUILT = ['deliver-mail', 'manage-subscription', 'record-feedback'] as const;

describe('what is deployed', () => {
  let [here, there] = ['', ''];
  let built: Record<string, string>;
  beforeAll(async () => {
    [here, there] = [checkout(), checkout()];
    built = await assetsOf(here, BUILT);
  }, PATIENCE_MS);
  afterAll(() => {
    for (const each of [here, there]) rmSync(each, { recursive: true });
  });

  it(
    'is the same from another directory and after a change that no function sees: `cdk diff` is empty',
    async () => {
      writeFileSync(join(there, 'README.md'), 'Another read-me.\n');
      appendFileSync(join(there, 'infra/app.ts'), '\n// A remark.\n');
      appendFileSync(join(there, 'lambdas/core/deliver-mail.ts'), '\n// A remark about the sender.\n');
      expect(await assetsOf(there, BUILT)).toEqual(built);
    },
    PATIENCE_MS,
  );

  it(
    'changes with the code, for the function that holds it and no other',
    async () => {
      appendFileSync(join(here, 'lambdas/core/deliver-mail.ts'), '\nconsole.debug("planted");\n');
      const changed = await assetsOf(here, ['deliver-mail', 'record-feedback']);
      expect(changed['deliver-mail']).not.toBe(built['deliver-mail']);
      expect(changed['record-feedback']).toBe(built['record-feedback']);
    },
    PATIENCE_MS,
  );
});
