import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../cli/local/free-port.ts';
import { makeCertificate } from './certificate.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { until } from './until.ts';

const KEEPER = fileURLToPath(new URL('./keeper.mjs', import.meta.url));
/** What has to be put right in MiniStack. */
const MENDED = fileURLToPath(new URL('./ministack/', import.meta.url));
/** Where an emulator that was started by hand sends its mail. */
const USUAL_SINK = '127.0.0.1:1025';

/** An emulated AWS, and where its mail ends. */
export interface Emulator {
  /** e.g. `https://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** File with the certificate it serves, which nobody else trusts; absent where it is not ours. */
  readonly certificate?: string;
  readonly sink: MailSink;
  /** The end of what it wrote, if it is ours. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * The emulator at `AWS_ENDPOINT_URL`, which relays its mail to `MAIL_SINK` (host:port on loopback, served here), or else a
 * MiniStack of our own on free ports, from the PATH. Throws with what to do when there is neither, and when the endpoint
 * is AWS itself: what runs here deletes what it deployed.
 */
export async function openEmulator(env: NodeJS.ProcessEnv = process.env): Promise<Emulator> {
  const given = env['AWS_ENDPOINT_URL'];
  if (!given) return startMiniStack(env['PATH'] ?? '');
  if (/(^|\.)(amazonaws\.com|api\.aws)(\.cn)?$/.test(new URL(given).hostname)) {
    throw new Error(
      `AWS_ENDPOINT_URL is ${given}: these tests are for an emulated account, never for a real one.`,
    );
  }
  const [, port = ''] = (env['MAIL_SINK'] ?? USUAL_SINK).split(':');
  const sink = await startMailSink(Number(port));
  return { endpoint: given, sink, log: async () => '', stop: sink.stop };
}

async function startMiniStack(path: string): Promise<Emulator> {
  const program = onPath(path, 'ministack');
  if (!program) {
    throw new Error(
      'There is no AWS to test against: put `ministack` on the PATH (docs/testing.md, "An emulated account"), or name another emulator in AWS_ENDPOINT_URL.',
    );
  }
  const sink = await startMailSink(0);
  const directory = await mkdtemp(join(tmpdir(), 'briefwire-ministack-'));
  const port = await freePort();
  const endpoint = `https://127.0.0.1:${port}`;
  const { certificate, key } = makeCertificate(directory);
  const keeper = spawn(process.execPath, [KEEPER, directory, program], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: {
      // Its functions are run by the first `node` of the PATH.
      PATH: [dirname(process.execPath), path].join(delimiter),
      PYTHONPATH: MENDED,
      HOME: directory,
      TMPDIR: directory,
      STATE_DIR: join(directory, 'state'),
      S3_DATA_DIR: join(directory, 's3'),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: REGION,
      LAMBDA_EXECUTOR: 'local',
      SMTP_HOST: sink.address,
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      // Policies count: each function may do what its role allows, and buckets and topics insist on TLS.
      AUTH: 'true',
      USE_SSL: '1',
      MINISTACK_SSL_CERT: certificate,
      MINISTACK_SSL_KEY: key,
      // For the functions that it runs.
      NODE_EXTRA_CA_CERTS: certificate,
    },
  });
  const log = () => readFile(join(directory, 'log'), 'utf8').catch(() => '');
  const stop = async () => {
    await end(keeper);
    await sink.stop();
  };
  try {
    const answers = async () => (await fetch(`${endpoint}/_ministack/health`)).ok;
    await until('MiniStack answers', answers, 60_000);
  } catch (error) {
    const said = await log();
    await stop();
    throw new Error(`MiniStack did not start; its last words:\n${said.slice(-2_000)}`, { cause: error });
  }
  return { endpoint, certificate, sink, log, stop };
}

/** Where everything is deployed; the emulator has all regions. */
export const REGION = 'eu-central-1';

async function end(keeper: ChildProcess): Promise<void> {
  keeper.stdin?.end();
  if (keeper.exitCode === null && keeper.signalCode === null) await once(keeper, 'exit');
}

function onPath(path: string, program: string): string | undefined {
  return path
    .split(delimiter)
    .map((directory) => join(directory, program))
    .find((file) => existsSync(file));
}
