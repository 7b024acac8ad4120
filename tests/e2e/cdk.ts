import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const CDK = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs the cdk command in the project, or elsewhere; throws with the end of what it said when it fails. */
export async function cdk(words: readonly string[], env: NodeJS.ProcessEnv, cwd = ROOT): Promise<void> {
  const child = spawn(process.execPath, [CDK, ...words, '--no-notices'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const code = await new Promise<number | null>((done) => child.on('close', done));
  if (code !== 0) throw new Error(`cdk ${words[0]} ended with ${code}:\n${said.slice(-4_000)}`);
}
