import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { type FunctionName, WITH_SYSTEM_MAILS, WITH_TEMPLATES } from '../functions.ts';
import { newsletterPlugin } from './newsletter-plugin.ts';
import { writeSystemMails } from './system-mails.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Where the bundles of all functions go; cdk.out takes them from there. Every run of `briefwire deploy` has its own. */
export const DIST = process.env['BRIEFWIRE_DIST'] ?? join(ROOT, 'dist');

export interface BuildOptions {
  /** Validated config that goes into the bundle. */
  readonly newsletter: Newsletter;
  /** Default: `dist` of the project. */
  readonly outDir?: string;
}

export interface LambdaBundle {
  readonly name: FunctionName;
  /** Folder of the Lambda asset: `index.mjs`, and `templates/` where the function renders. */
  readonly directory: string;
  /** Size of `index.mjs`. */
  readonly bytes: number;
  /** Which modules are inside and what each weighs; paths relative to the project. */
  readonly metafile: Metafile;
}

/**
 * Bundles one function into `<outDir>/<name>/`; its metafile and source map go to `<outDir>/meta/`, outside the asset.
 * The same sources give the same bytes, so an unchanged function is not deployed anew. Throws esbuild's BuildFailure.
 */
export async function buildLambda(name: FunctionName, options: BuildOptions): Promise<LambdaBundle> {
  const outDir = options.outDir ?? DIST;
  const directory = join(outDir, name);
  const meta = join(outDir, 'meta');
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: [`lambdas/functions/${name}/index.ts`],
    outfile: join(directory, 'index.mjs'),
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Packages' ES modules first: only they can be cut down to what is used.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    // CommonJS packages inside an ES module still ask for `require`.
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    // Asked for by a configuration loader inside mjml, for config files that a Lambda does not have.
    external: ['typescript'],
    sourcemap: 'external',
    metafile: true,
    logLevel: 'silent',
    plugins: [newsletterPlugin(options.newsletter)],
  });
  const code = result.outputFiles.find((file) => file.path.endsWith('.mjs'));
  const map = result.outputFiles.find((file) => file.path.endsWith('.map'));
  if (!code || !map) throw new Error(`esbuild made no bundle of ${name}`);

  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await mkdir(meta, { recursive: true });
  await writeFile(join(directory, 'index.mjs'), code.contents);
  await writeFile(join(meta, `${name}.mjs.map`), map.contents);
  await writeFile(join(meta, `${name}.json`), JSON.stringify(result.metafile));
  if (WITH_TEMPLATES.includes(name)) {
    await cp(join(ROOT, 'templates'), join(directory, 'templates'), { recursive: true });
  }
  if (WITH_SYSTEM_MAILS.includes(name)) await writeSystemMails(directory, options.newsletter);
  return { name, directory, bytes: code.contents.byteLength, metafile: result.metafile };
}
