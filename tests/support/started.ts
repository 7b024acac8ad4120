import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { aStateDirectory, briefwire, type Ran } from './command.ts';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

interface OutboxList {
  readonly mails: readonly {
    readonly destinations: readonly string[];
    readonly messageId: string;
    readonly subject?: string;
  }[];
}

interface StartOptions {
  /** Default: one of its own, removed at the end. */
  readonly state?: { readonly path: string; remove(): Promise<void> };
  /** Default: any free one. */
  readonly port?: string;
  /** Default: the project's. */
  readonly config?: string;
}

/** `briefwire start` in a process of its own. */
export async function aStartedSystem(options: StartOptions = {}) {
  const state = options.state ?? (await aStateDirectory());
  const config = options.config === undefined ? [] : ['--config', options.config];
  const words = [MAIN, 'start', '--port', options.port ?? '0', '--state', state.path, ...config];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await addressOf(child.stdout);

  /** Ids of the mails to an address, newest first. */
  async function mailsTo(address: string): Promise<string[]> {
    const list = (await (
      await fetch(`${url}/outbox.json?q=${encodeURIComponent(address)}`)
    ).json()) as OutboxList;
    return list.mails
      .filter(({ destinations }) => destinations.includes(address))
      .map(({ messageId }) => messageId);
  }

  return {
    url,
    state: state.path,
    mailsTo,
    /** The newest mail to an address as it was sent. */
    async rawTo(address: string): Promise<string> {
      const [id] = await mailsTo(address);
      return (await fetch(`${url}/outbox/${id}/mail.eml`)).text();
    },
    /** Another command on the same state. */
    run: (...command: string[]): Promise<Ran> => briefwire([...command, '--state', state.path, ...config]),
    async stop(): Promise<void> {
      child.kill('SIGINT');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await state.remove();
    },
  };
}

export type StartedSystem = Awaited<ReturnType<typeof aStartedSystem>>;

/** Resolves as soon as the system serves; what it says after that is read and thrown away. */
async function addressOf(stdout: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input: stdout });
  const url = await new Promise<string>((found, failed) => {
    lines.on('line', (line) => {
      const address = /runs at (\S+)/.exec(line)?.[1];
      if (address) found(address);
    });
    lines.once('close', () => failed(new Error('it ended before it served')));
  });
  return url;
}
