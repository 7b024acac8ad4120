import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkFailed } from '../output.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What would be deployed: both templates and the bundles, in a directory of this run alone. */
export interface Assembly {
  /** `cdk.out` of this run. */
  readonly directory: string;
  /** File of a stack's template. */
  template(stack: string): string;
  /** The template, parsed. */
  read(stack: string): Promise<CloudTemplate>;
  /** Runs the cdk command on it, its words on stderr; resolves with the exit code. */
  cdk(...words: string[]): Promise<number>;
  remove(): Promise<void>;
}

export interface CloudTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

export interface AssemblyOptions {
  /** The newsletter's config file. */
  readonly config: string;
  /** Empty: production. */
  readonly stage: string;
  readonly region: string;
  /** A directory that `cdk synth --output` has made before; it is deployed as it is, nothing is built. */
  readonly app?: string | undefined;
}

/** The pinned cdk command, started with the Node that runs us. */
function cdkCommand(): string {
  return join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');
}

interface Running {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Say nothing unless it fails. */
  readonly quiet?: boolean;
}

/** Runs a program; both its streams go to stderr, so that stdout keeps the result. */
function run(words: readonly string[], { quiet = false, ...options }: Running): Promise<number> {
  return new Promise((done, failed) => {
    const stdio = quiet ? 'pipe' : 2;
    const child = spawn(process.execPath, words, { ...options, stdio: ['ignore', stdio, stdio] });
    const said: Buffer[] = [];
    child.stdout?.on('data', (part: Buffer) => said.push(part));
    child.stderr?.on('data', (part: Buffer) => said.push(part));
    child.on('error', failed).on('close', (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(said));
      done(code ?? 1);
    });
  });
}

/**
 * Bundles the functions and synthesizes both stacks, with their checks, into a directory of its own: a run that was killed
 * may still have children at work in theirs. Throws WorkFailed when one of them fails; what is wrong stands on stderr.
 */
export async function assemble({ config, stage, region, app }: AssemblyOptions): Promise<Assembly> {
  const home = await mkdtemp(join(tmpdir(), 'briefwire-deploy-'));
  const directory = app === undefined ? join(home, 'cdk.out') : resolve(app);
  const env = {
    ...process.env,
    AWS_REGION: region,
    BRIEFWIRE_CONFIG: resolve(config),
    BRIEFWIRE_STAGE: stage,
    BRIEFWIRE_DIST: join(home, 'dist'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
  const remove = () => rm(home, { recursive: true, force: true });
  const synth = [cdkCommand(), 'synth', '--quiet', '--no-notices', '--output', directory];
  if (app === undefined && (await run(synth, { cwd: ROOT, env, quiet: true })) !== 0) {
    await remove();
    throw new WorkFailed('The stacks could not be built; what is wrong stands above. Nothing was deployed.');
  }
  const template = (stack: string) => join(directory, `${stack}.template.json`);
  return {
    directory,
    template,
    read: async (stack) => JSON.parse(await readFile(template(stack), 'utf8')),
    // Elsewhere than the project, whose cdk.json would build everything anew.
    cdk: (...words) => run([cdkCommand(), ...words, '--app', directory, '--no-notices'], { cwd: home, env }),
    remove,
  };
}
