import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importsOf, type Sources } from './support/imports.ts';
import { violations } from './support/layers.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

function read(...patterns: string[]): Sources {
  const paths = globSync(patterns, { cwd: ROOT }).map((path) => path.replaceAll('\\', '/'));
  return new Map(paths.sort().map((path) => [path, readFileSync(ROOT + path, 'utf8')]));
}

const product = read('{lambdas,cli,infra}/**/*.ts');
const everything = read('{lambdas,cli,infra,tests,bench,chaos,docs}/**/*.ts', '*.ts');
const lines = (text: string) => text.trimEnd().split('\n').length;
const longerThan = (sources: Sources, most: number) =>
  [...sources].filter(([, text]) => lines(text) > most).map(([path, text]) => `${path}: ${lines(text)}`);

describe('the import directions', () => {
  it('hold in every module of the product', async () => {
    expect(product.size).toBeGreaterThan(50);
    expect(violations(await importsOf(product))).toEqual([]);
  });

  it.each([
    ['lambdas/core/a.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
    ['lambdas/core/a.ts', "import { readFileSync } from 'node:fs';"],
    ['lambdas/core/a.ts', "import { join } from 'path';"],
    ['lambdas/core/issue/a.ts', "import type { Blobs } from '../../adapters/blobs.ts';"],
    ['lambdas/core/a.ts', "export type { Env } from '../functions/deliver-mail/env.ts';"],
    ['lambdas/core/a.ts', "export * from '../adapters/blobs.ts';"],
    ['lambdas/core/a.ts', "type Fetch = import('undici').Dispatcher; export type { Fetch };"],
    ['lambdas/core/a.ts', "export const load = () => import('../../cli/main.ts');"],
    ['lambdas/core/a.ts', "import { Hono } from 'hono/tiny';"],
    ['lambdas/core/a.ts', "// import of nothing\nimport\n  {\n    get }\n  from 'node:https';"],
    ['lambdas/adapters/a.ts', "import { env } from '../functions/deliver-mail/env.ts';"],
    ['lambdas/adapters/a.ts', "import '../../cli/main.ts';"],
    ['lambdas/adapters/a.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['lambdas/functions/deliver-mail/handler.ts', "import '../publish-issue/handler.ts';"],
    ['lambdas/functions/deliver-mail/index.ts', "import config from '../../../newsletter.config.ts';"],
    ['lambdas/functions/deliver-mail/index.ts', "import { note } from '../../../cli/output.ts';"],
    ['cli/a.ts', "import { product } from '../infra/product.ts';"],
    ['cli/a.ts', "import { aws_s3 } from 'aws-cdk-lib';"],
    ['infra/a.ts', "import { env } from '../lambdas/functions/deliver-mail/env.ts';"],
    ['infra/a.ts', "import type { Issue } from '../lambdas/core/issue/issue.ts';"],
    ['infra/a.ts', "import '../cli/main.ts';"],
    ['infra/constructs/a.ts', "import { languagesAvailable } from '../../lambdas/core/mail/locale.ts';"],
    ['infra/bundling/a.ts', "import { sesMailer } from '../../lambdas/adapters/ses-mailer.ts';"],
    ['infra/bundling/a.ts', "import { handle } from '../../lambdas/functions/deliver-mail/handler.ts';"],
    ['infra/a.ts', "import { SESClient } from '@aws-sdk/client-ses';"],
  ])('are broken by %s with %s', async (path, text) => {
    expect(violations(await importsOf(new Map([[path, text]])))).toHaveLength(1);
  });

  it.each([
    [
      'lambdas/core/a.ts',
      "import { createHash } from 'node:crypto'; import { z } from 'zod'; import './b.ts';",
    ],
    [
      'lambdas/core/a.ts',
      "const text = `import '@aws-sdk/client-s3'`; // import 'node:fs'\nexport { text };",
    ],
    [
      'lambdas/adapters/a.ts',
      "import { S3Client } from '@aws-sdk/client-s3'; import '../core/ports.ts'; import 'node:fs';",
    ],
    ['lambdas/functions/newsletter.ts', "import config from '../../newsletter.config.ts';"],
    [
      'lambdas/functions/deliver-mail/index.ts',
      "import { newsletter } from '../newsletter.ts'; import './env.ts';",
    ],
    ['cli/a.ts', "import { handle } from '../lambdas/functions/deliver-mail/handler.ts';"],
    ['infra/a.ts', "import type { Env } from '../lambdas/functions/deliver-mail/env.ts';"],
    ['infra/bundling/a.ts', "import { languagesAvailable } from '../../lambdas/core/mail/locale.ts';"],
  ])('allow %s with %s', async (path, text) => {
    expect(violations(await importsOf(new Map([[path, text]])))).toEqual([]);
  });
});

describe('the files', () => {
  it('have 300 lines at most', () => {
    expect(longerThan(everything, 300)).toEqual([]);
  });

  it('are short handlers, of 100 lines at most', () => {
    expect(longerThan(read('lambdas/functions/*/handler.ts'), 100)).toEqual([]);
  });

  it('are entries that only wire, of 25 lines at most', () => {
    expect(longerThan(read('lambdas/functions/*/index.ts'), 25)).toEqual([]);
  });

  it('have a median that fits on one screen', () => {
    const sizes = [...product.values()].map(lines).sort((a, b) => a - b);
    const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
    expect(median, `median of ${sizes.length} files`).toBeGreaterThan(15);
    expect(median, `median of ${sizes.length} files`).toBeLessThanOrEqual(80);
  });
});

describe('the toolchain', () => {
  it('runs the tests on the Node that Lambda runs', () => {
    expect(process.versions.node.split('.')[0]).toBe('24');
  });
});
