import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openEmulator, REGION } from '../../tests/e2e/emulator.ts';
import { until } from '../../tests/e2e/until.ts';
import { diceOf } from '../dice.ts';
import { inventory } from './inventory.ts';

/**
 * `npm run kill-deploy [-- --kills 10 --seed S]`: kills `briefwire deploy` at random moments against an emulated account
 * and runs it again; exit 1 unless every account ends as one that was never killed, with one first mail.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(values.seed);
const dice = diceOf(seed);
const STACKS = ['CDKToolkit', 'Briefwire-Data', 'Briefwire-App'];
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LAUNCHER = join(ROOT, 'cli/launch.mjs');
/** Of the sample config. */
const OWNER = 'owner@example.com';
/** From here on a run touches the account. */
const BUILT = 'looking at the account';

const emulator = await openEmulator();
Object.assign(process.env, {
  AWS_ENDPOINT_URL: emulator.endpoint,
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
  // For the children; the cdk command looks at the second alone.
  ...(emulator.certificate && {
    NODE_EXTRA_CA_CERTS: emulator.certificate,
    AWS_CA_BUNDLE: emulator.certificate,
  }),
});

interface Deploying {
  readonly child: ChildProcess;
  /** Resolves when the account is about to be touched, or the run is over. */
  readonly built: Promise<void>;
  said(): string;
}

/** Builds once: nothing of an account depends on it, and it takes longer than the rest. */
async function build(): Promise<string> {
  const app = await mkdtemp(join(tmpdir(), 'briefwire-kills-'));
  const cdk = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');
  const words = [cdk, 'synth', '--quiet', '--no-notices', '--output', app];
  const child = spawn(process.execPath, words, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('the stacks could not be built');
  return app;
}

/** Starts the command as the head of a process group of its own. */
function deploy(): Deploying {
  const child = spawn(process.execPath, [LAUNCHER, 'deploy', '--yes', '--json', '--app', app], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const built = new Promise<void>((done) => {
    child.stderr?.on('data', (text: Buffer) => {
      said += text;
      if (said.includes(BUILT)) done();
    });
    child.on('exit', () => done());
  });
  child.stdout?.resume();
  return { child, built, said: () => said };
}

async function toTheEnd(): Promise<{ tookMs: number }> {
  const run = deploy();
  await run.built;
  const began = performance.now();
  const [code] = run.child.exitCode === null ? await once(run.child, 'exit') : [run.child.exitCode];
  if (code !== 0) throw new Error(`deploy ended with ${code}:\n${run.said().slice(-3_000)}`);
  return { tookMs: performance.now() - began };
}

/** Mails to the owner since there were `before`: one, or none when it never comes; more if there are. */
async function mailsSince(before: number): Promise<number> {
  const count = () => emulator.sink.to(OWNER).length - before;
  // The emulator hands a mail on by SMTP, in its own time.
  await until('the first mail', async () => count() > 0, 20_000).catch(() => undefined);
  return count();
}

const fresh = () => fetch(`${emulator.endpoint}/_ministack/reset`, { method: 'POST' });
const line = (text: string) => process.stdout.write(`${text}\n`);

const app = await build();
let failures = 0;
try {
  await fresh();
  const before = emulator.sink.to(OWNER).length;
  let { tookMs } = await toTheEnd();
  const expected = await inventory(STACKS);
  const mails = await mailsSince(before);
  line(
    `seed ${seed}; never killed: ${expected.length} lines of inventory, ${mails} mail, ${(tookMs / 1000).toFixed(1)} s from built to done`,
  );
  if (mails !== 1) failures += 1;
  for (let round = 1; round <= Number(values.kills); round += 1) {
    await fresh();
    const sentBefore = emulator.sink.to(OWNER).length;
    const run = deploy();
    await run.built;
    const afterMs = dice.whole(0, Math.round(tookMs));
    // Its children live on, as after a crash; or the whole group dies, as when a machine does.
    const whole = dice.hits(0.5);
    await Promise.race([once(run.child, 'exit'), new Promise((done) => setTimeout(done, afterMs))]);
    if (run.child.exitCode !== null) {
      // The machine is faster than it was: nobody was killed, so this round is played again.
      tookMs = afterMs * 0.8;
      round -= 1;
      continue;
    }
    const last = run.said().trim().split('\n').at(-1)?.slice(0, 90) ?? '';
    if (run.child.pid) process.kill(whole ? -run.child.pid : run.child.pid, 'SIGKILL');
    await toTheEnd();
    const found = await inventory(STACKS);
    const sent = await mailsSince(sentBefore);
    const differs = [
      ...found.filter((each) => !expected.includes(each)).map((each) => `+ ${each}`),
      ...expected.filter((each) => !found.includes(each)).map((each) => `- ${each}`),
    ];
    if (differs.length > 0 || sent !== mails) failures += 1;
    const how = whole ? 'with its children' : 'alone';
    line(
      `${round}. killed ${how} ${afterMs} ms after the build, at "${last}": ${differs.length} differences, ${sent} mail`,
    );
    for (const each of differs) line(`     ${each}`);
  }
} finally {
  await emulator.stop();
  await rm(app, { recursive: true, force: true });
}
line(`${values.kills} kills, ${failures} of them ended in another state`);
process.exitCode = failures === 0 ? 0 : 1;
