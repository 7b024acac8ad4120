import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const entry = fileURLToPath(new URL('../../../lambdas/core/mail/splice.ts', import.meta.url));

test('splicing a mail needs no package at all: no template engine, no MJML, no zod', async () => {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    minify: true,
    write: false,
    metafile: true,
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.filter((path) => path.includes('node_modules'))).toEqual([]);
  expect(inputs.some((path) => path.endsWith('mail/skeleton.ts') || path.endsWith('mail/splice.ts'))).toBe(
    true,
  );
  expect(Object.values(metafile.outputs)[0]?.bytes).toBeLessThan(10_000);
});
