import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildLambda, type LambdaBundle } from '../../infra/bundling/build-lambda.ts';
import { FUNCTIONS, type FunctionName, forEachFunction } from '../../infra/functions.ts';
import { fileSystemMails } from '../../lambdas/adapters/file-system-mails.ts';
import { testNewsletter } from './support/synth.ts';

const run = promisify(execFile);

/** What Lambda and the stack put into the environment; every function finds its own variables among these. */
const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  TABLE_NAME: 'table',
  BUCKET_NAME: 'bucket',
  PLAN_QUEUE_URL: 'http://127.0.0.1/plan',
  DELIVERY_QUEUE_URL: 'http://127.0.0.1/delivery',
  CONFIGURATION_SET: 'set',
  SITE_URL: 'https://news.example.org',
  TOKEN_SECRET_ARN: 'tokens',
};

/** A Secrets Manager whose every secret is what the data stack lets it generate. */
async function startSecrets() {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ SecretString: 'a1B2c3D4'.repeat(8) }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** npm packages inside a bundle, e.g. `@aws-sdk/client-ses`. */
function packagesIn({ metafile }: LambdaBundle): Set<string> {
  const names = Object.keys(metafile.inputs).map(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1],
  );
  return new Set(names.filter((name) => name !== undefined));
}

describe('the bundles', () => {
  const outDir = mkdtempSync(join(tmpdir(), 'briefwire-bundles-'));
  let bundles: Record<FunctionName, LambdaBundle>;
  beforeAll(async () => {
    const built = await Promise.all(
      FUNCTIONS.map((name) => buildLambda(name, { newsletter: testNewsletter(), outDir })),
    );
    bundles = forEachFunction((name) => {
      const bundle = built.find((each) => each.name === name);
      if (!bundle) throw new Error(`no bundle of ${name}`);
      return bundle;
    });
  });
  afterAll(() => rmSync(outDir, { recursive: true }));

  it('carry neither template engine nor validation into the sender', () => {
    const packages = packagesIn(bundles['deliver-mail']);
    expect(packages).toContain('@aws-sdk/client-ses');
    for (const heavy of [
      'mjml',
      'mjml-core',
      'handlebars',
      'zod',
      'croner',
      'sanitize-html',
      'defuddle',
      'compromise',
    ]) {
      expect(packages).not.toContain(heavy);
    }
  });

  it.each([
    ['record-feedback', 600],
    ['plan-audience', 900],
    ['deliver-mail', 900],
    ['manage-subscription', 1_500],
    ['collect-briefing', 5_000],
    ['publish-issue', 8_000],
  ] as const)('%s stays below %i KB: what comes along at every cold start', (name, kilobytes) => {
    expect(bundles[name].bytes / 1024).toBeLessThan(kilobytes);
  });

  it('keep the sender at a fifth of the renderer or less', () => {
    expect(bundles['deliver-mail'].bytes * 5).toBeLessThanOrEqual(bundles['publish-issue'].bytes);
  });

  it.each(FUNCTIONS.filter((name) => name !== 'record-feedback'))(
    '%s carries the validated config and not the library that validated it',
    (name) => {
      const { directory } = bundles[name];
      expect(readFileSync(join(directory, 'index.mjs'), 'utf8')).toContain('The Test Wire');
      const inputs = Object.keys(bundles[name].metafile.inputs);
      expect(inputs.filter((path) => path.endsWith('lambdas/core/config.ts'))).toEqual([]);
    },
  );

  it('keep the recorder of feedback to what it needs, smaller than the sender', () => {
    const packages = packagesIn(bundles['record-feedback']);
    expect(packages).toContain('@aws-sdk/client-dynamodb');
    for (const other of ['@aws-sdk/client-ses', 'zod', 'mjml']) {
      expect(packages).not.toContain(other);
    }
    expect(bundles['record-feedback'].bytes).toBeLessThan(bundles['deliver-mail'].bytes);
  });

  it.each(FUNCTIONS)('%s starts from its own folder alone and exports a handler', async (name) => {
    const secrets = await startSecrets();
    const bundle = pathToFileURL(join(bundles[name].directory, 'index.mjs')).href;
    const script = `console.log(typeof (await import(${JSON.stringify(bundle)})).handler)`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: outDir,
      env: { ...ENVIRONMENT, AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url },
    }).finally(secrets.close);
    expect(stdout.trim()).toBe('function');
  });

  it.each([
    ['collect-briefing', false],
    ['publish-issue', true],
    ['manage-subscription', true],
    ['plan-audience', false],
    ['deliver-mail', false],
    ['record-feedback', false],
  ] as const)('%s has the templates beside it: %s', (name, expected) => {
    expect(existsSync(join(bundles[name].directory, 'templates', 'email'))).toBe(expected);
  });

  it('put our own mails, rendered in every language, beside the function that sends them, and MJML beside none', async () => {
    const { directory } = bundles['manage-subscription'];
    const mails = fileSystemMails(join(directory, 'system-mails.json'), testNewsletter());
    for (const language of ['en', 'de', 'ar', 'ja']) {
      expect(await mails.mail('confirm', language)).toMatchObject({ kind: 'confirm', language });
    }
    expect((await mails.mail('welcome', 'fr')).headers).toContain('The Test Wire');
    for (const heavy of ['mjml', 'mjml-core', 'sanitize-html']) {
      expect(packagesIn(bundles['manage-subscription'])).not.toContain(heavy);
    }
    expect(existsSync(join(bundles['publish-issue'].directory, 'system-mails.json'))).toBe(false);
  });

  it('are the same bytes for the same sources', async () => {
    const again = await buildLambda('deliver-mail', {
      newsletter: testNewsletter(),
      outDir: join(outDir, 'again'),
    });
    const code = ({ directory }: LambdaBundle) => readFileSync(join(directory, 'index.mjs'));
    expect(code(again).equals(code(bundles['deliver-mail']))).toBe(true);
  });
});
