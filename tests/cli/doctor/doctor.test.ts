import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { laptopLines } from '../../../cli/doctor/checks/laptop.ts';
import { known, unknown } from '../../../cli/doctor/line.ts';
import { aStateDirectory, briefwireHere } from '../../support/command.ts';
import { awsEndpoint } from './aws-endpoint.ts';

interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly notCheckable: number;
  readonly lines: readonly { readonly id: string; readonly status: string; readonly says: string }[];
}

describe('briefwire doctor', () => {
  let state: Awaited<ReturnType<typeof aStateDirectory>>;
  beforeEach(async () => {
    state = await aStateDirectory();
  });
  afterEach(() => state.remove());
  const doctor = (words: readonly string[] = [], env: Record<string, string> = {}) =>
    briefwireHere(['doctor', ...words, '--state', state.path], env);

  it('finds nothing wrong with a fresh laptop', async () => {
    const ran = await doctor(['--json']);
    expect(ran.code).toBe(0);
    expect(ran.json<Report>()).toMatchObject({ failed: 0 });
    expect((await doctor()).stdout).toMatch(/passed\s+Node 24\. \[laptop.node\]/);
  });

  it('without a region or credentials calls every question of the account not checkable, and says what to set', async () => {
    const ran = await doctor(['--aws', '--json', '--no-send'], { AWS_PROFILE: 'nobody', HOME: state.path });
    const { lines } = ran.json<Report>();
    const sandbox = lines.find(({ id }) => id === 'ses.sandbox');
    expect(sandbox).toMatchObject({ status: 'not checkable', remedy: expect.stringContaining('AWS_REGION') });
  });

  it('prints no credential, whatever the account answers', async () => {
    const key = 'AKIDEXAMPLEAKIDEXAMP';
    const secret = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY';
    const quoting = {
      refuse: 'InvalidSignatureException',
      message: `canonical string: ${key} ${secret} session`,
    };
    const endpoint = await awsEndpoint({ '/v2/email/account': quoting, '/': quoting });
    const env = {
      AWS_ENDPOINT_URL: endpoint.url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: key,
      AWS_SECRET_ACCESS_KEY: secret,
      AWS_SESSION_TOKEN: 'session-token-of-the-test',
      BRIEFWIRE_DEBUG: '1',
      AWS_MAX_ATTEMPTS: '1',
    };
    const said = [
      await doctor(['--aws', '--no-send'], env),
      await doctor(['--aws', '--no-send', '--json'], env),
    ];
    await endpoint.stop();
    for (const { code, stdout, stderr } of said) {
      expect(code).toBe(1);
      for (const each of [key, secret, 'session-token']) expect(stdout + stderr).not.toContain(each);
      expect(stdout).toContain('refuses the signature');
    }
  });

  it('writes the text of the request for production access from the config, and overwrites nothing', async () => {
    const file = join(state.path, 'request.txt');
    expect((await doctor(['--write-access-request', file])).code).toBe(0);
    const text = readFileSync(file, 'utf8');
    for (const part of [
      'https://news.example.com',
      'The Morning Wire',
      '0 7 * * *',
      'Europe/Berlin',
      'owner@example.com',
      'double opt-in',
      'RFC 8058',
      '1 Example Street',
    ]) {
      expect(text).toContain(part);
    }
    const again = await doctor(['--write-access-request', file]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is there already')]);
    expect((await doctor(['--write-access-request', '-'])).stdout).toBe(text);
  });

  it('names the nearest option after a typo, and a duration that is none', async () => {
    expect((await doctor(['--no-sent'])).stderr).toContain('--no-send');
    expect((await doctor(['--wait', 'long'])).code).toBe(2);
  });

  it('takes rights of others away before it looks, so the files are their owner’s', async () => {
    await doctor();
    chmodSync(join(state.path, 'secrets.json'), 0o644);
    expect((await doctor()).stderr).toContain('could be read by other users');
  });
});

describe('a laptop with', () => {
  const own = { own: true, dataVersion: 1, knownVersion: 1 };
  const well = {
    node: 24,
    database: { name: 'dynoxide', lasting: true },
    table: known(own),
    modes: known({ directory: 0o700, keys: 0o600 }),
    dead: known({ plan: 0, delivery: 0, feedback: 0 }),
    paused: known([]),
    rendering: known([]),
  };

  it('nothing wrong passes every line', () => {
    expect(laptopLines(well).filter(({ status }) => status !== 'passed')).toEqual([]);
  });

  it.each([
    ['an old Node', { node: 20 }, 'laptop.node', /npm ci/],
    [
      'data in memory',
      { database: { name: 'memory', lasting: false } },
      'laptop.database',
      /AWS_ENDPOINT_URL_DYNAMODB/,
    ],
    ['a copied directory', { table: known({ ...own, own: false }) }, 'laptop.table', /adopt/],
    ['keys for everybody', { modes: known({ directory: 0o700, keys: 0o644 }) }, 'laptop.files', /chmod/],
    [
      'dead letters',
      { dead: known({ plan: 0, delivery: 2, feedback: 0 }) },
      'laptop.dead-letters',
      /redrive/,
    ],
    [
      'a paused issue',
      { paused: known([{ id: 'daily', reason: 'The owner paused it.' }]) },
      'laptop.issues',
      /resume/,
    ],
    ['a broken template', { rendering: known(['page.hbs:3: odd']) }, 'laptop.templates', /briefwire check/],
  ])('%s', (_, change, id, remedy) => {
    const line = laptopLines({ ...well, ...change }).find((each) => each.id === id);
    expect(line).toMatchObject({ status: 'failed', remedy: expect.stringMatching(remedy) });
  });

  it('what cannot be asked is not checkable', () => {
    const line = laptopLines({ ...well, table: unknown('the data are in memory') }).find(
      ({ id }) => id === 'laptop.table',
    );
    expect(line).toMatchObject({ status: 'not checkable', says: 'the data are in memory' });
  });
});
