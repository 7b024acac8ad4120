import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { briefwireHere } from '../../support/command.ts';

const SAMPLE = new URL('../../../newsletter.config.ts', import.meta.url);
const CORE = new URL('../../../lambdas/core/config.ts', import.meta.url).pathname;

describe('deploying from the command line', () => {
  let home: string;
  let own: string;
  let sample: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'briefwire-config-'));
    const source = readFileSync(SAMPLE, 'utf8').replace('./lambdas/core/config.ts', CORE);
    own = join(home, 'own.config.ts');
    sample = join(home, 'sample.config.ts');
    writeFileSync(sample, source);
    writeFileSync(own, source.replaceAll('example.com', 'harbour.test'));
  });
  afterAll(() => rmSync(home, { recursive: true }));

  it('does not send for the sample’s addresses, and never asks where nobody can answer', async () => {
    const { code, stderr } = await briefwireHere(['deploy', '--config', sample]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/still the sample[\s\S]*--owner[\s\S]*--postal-address/);
  });

  it.each([['deploy'], ['destroy', '--yes'], ['plan', '--aws']])(
    '%s says what is missing of the environment, without a stack trace',
    async (...words) => {
      const { code, stderr } = await briefwireHere([...words, '--config', own]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/AWS_REGION|region/i);
      expect(stderr).not.toMatch(/\n\s+at /);
    },
  );

  it('says how to get credentials', async () => {
    const env = { AWS_REGION: 'eu-central-1', AWS_CONFIG_FILE: home, AWS_SHARED_CREDENTIALS_FILE: home };
    const { code, stderr } = await briefwireHere(['deploy', '--config', own], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/aws sso login/);
  });

  it('says that AWS cannot be reached', async () => {
    const env = {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_MAX_ATTEMPTS: '1',
    };
    const { code, stderr } = await briefwireHere(['deploy', '--config', own], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/cannot be reached[\s\S]*AWS_ENDPOINT_URL/);
  });

  it('refuses a stage that no stack could be called after', async () => {
    const { code, stderr } = await briefwireHere(['deploy', '--stage', 'Pre_Prod', '--config', own]);
    expect(code).toBe(2);
    expect(stderr).toContain('"Pre_Prod"');
  });

  it('refuses an unknown way of proving the sender with the known ones', async () => {
    const { code, stderr } = await briefwireHere(['deploy', '--sender', 'dns', '--config', own]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/domain, address/);
  });
});

describe('a plan before sending', () => {
  it('says when a list is through and what it costs', async () => {
    const { code, stdout } = await briefwireHere([
      'plan',
      '--readers',
      '1000000',
      '--rate',
      '14',
      '--daily',
      '2000000',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /1000000 readers[\s\S]*14 mails a second[\s\S]*All mails are out by[\s\S]*100 are for SES/,
    );
  });

  it('is one JSON document for programs', async () => {
    const { json } = await briefwireHere(['plan', '--readers', '250', '--json']);
    expect(json()).toMatchObject({
      edition: 'daily',
      readers: 250,
      days: 2,
      bound: 'quota',
      quota: { max24Hour: 200, maxPerSecond: 1 },
    });
  });

  it.each([
    [['--edition', 'hourly'], /no edition "hourly"; the newsletter has daily/],
    [['--readers', 'many'], /whole number/],
  ])('refuses %j with what to write', async (words, message) => {
    const { code, stderr } = await briefwireHere(['plan', ...words]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
