import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SENDING } from '../../cli/local/engine.ts';
import { lockHolder } from '../../cli/local/lock.ts';
import { startSes } from '../../cli/local/ses/endpoint.ts';
import type { Fault } from '../../cli/local/ses/faults.ts';
import { aStateDirectory, briefwire } from '../support/command.ts';
import { inSns, sesEvent } from '../support/ses-events.ts';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

interface OutboxList {
  readonly mails: readonly { readonly destinations: readonly string[]; readonly messageId: string }[];
}

describe('briefwire start', () => {
  let state: Awaited<ReturnType<typeof aStateDirectory>>;
  let running: ChildProcess | undefined;

  beforeEach(async () => {
    state = await aStateDirectory();
  });
  afterEach(async () => {
    if (running && running.exitCode === null && running.signalCode === null) {
      running.kill('SIGINT');
      await once(running, 'exit');
    }
    await state.remove();
  });

  /** Resolves with its address as soon as it serves. */
  async function start(env: Record<string, string> = {}): Promise<{ url: string; child: ChildProcess }> {
    const words = [MAIN, 'start', '--port', '0', '--state', state.path];
    const child = spawn(process.execPath, words, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    running = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /runs at (\S+)/.exec(line)?.[1];
      if (url) return { url, child };
    }
    throw new Error('it ended before it served');
  }

  const demo = () => briefwire(['demo', '--state', state.path]);
  const outbox = async (url: string) => (await (await fetch(`${url}/outbox.json`)).json()) as OutboxList;

  it('delivers what another command publishes, and shows every mail', async () => {
    const { url } = await start();
    const ran = await demo();
    expect(ran.stdout.trim().split('\n').at(-1)).toMatch(/^25 mails sent/);
    expect((await outbox(url)).mails).toHaveLength(25);
    const page = await fetch(`${url}/outbox`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('reader01@example.com');
  });

  it('keeps list, ledger and mails over kill -9, and sends nobody the issue again', async () => {
    const first = await start();
    await demo();
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await start();
    expect((await outbox(second.url)).mails).toHaveLength(25);
    const again = await demo();
    expect(again.code).toBe(0);
    expect(again.stdout.trim().split('\n').at(-1)).toMatch(/^0 mails sent/);
    expect((await outbox(second.url)).mails).toHaveLength(25);
  });

  it('unsubscribes by the mail’s own link, and shows a page before', async () => {
    const { url } = await start();
    await demo();
    const [mail] = (await outbox(url)).mails;
    const raw = await (await fetch(`${url}/outbox/${mail?.messageId}/mail.eml`)).text();
    const link = /^List-Unsubscribe: <(http[^>]+)>/m.exec(raw)?.[1] ?? '';
    expect((await fetch(link)).status).toBe(200);
    const email = mail?.destinations[0] ?? '';
    const show = async () =>
      (await briefwire(['subscribers', 'show', email, '--json', '--state', state.path])).json<{
        subscriber: { state: string };
      }>().subscriber.state;
    expect(await show()).toBe('active');
    expect((await fetch(link, { method: 'POST' })).status).toBe(200);
    expect(await show()).toBe('unsubscribed');
  });

  it('takes events of SES by HTTP and by command, and ends the mail to who complained', async () => {
    const { url } = await start();
    await demo();
    const complaint = (email: string) => sesEvent('Complaint', { tags: {}, email });
    const answer = await fetch(`${url}/dev/ses-events`, {
      method: 'POST',
      body: JSON.stringify([inSns(complaint('reader01@example.com'))]),
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ events: 1, others: 1, suppressed: 1, queued: 0 });
    const file = join(state.path, 'events.json');
    await writeFile(file, JSON.stringify(complaint('reader02@example.com')));
    expect((await briefwire(['events', file, '--state', state.path])).code).toBe(0);
    const listed = await briefwire(['subscribers', 'list', '--json', '--state', state.path]);
    const { subscribers } = listed.json<{ subscribers: { email: string; state: string }[] }>();
    const suppressed = subscribers.filter((each) => each.state === 'suppressed').map(({ email }) => email);
    expect(suppressed.sort()).toEqual(['reader01@example.com', 'reader02@example.com']);
  });

  it('takes over from a send that works the queues, which then watches', async () => {
    const ses = await startSes();
    try {
      const env = { AWS_ENDPOINT_URL_SES: ses.endpoint };
      ses.faults.add({ kind: 'throttle', count: 'always' } satisfies Fault);
      await briefwire(['subscribers', 'add', 'ada@example.org', '--confirmed', '--state', state.path]);
      const words = ['send', 'briefings/morning-wire.md', '--issue', 'slow', '--patience', '300s'];
      const sending = briefwire([...words, '--state', state.path], env);
      const lock = join(state.path, 'lock.db');
      while (lockHolder(lock)?.what !== SENDING) await new Promise(setImmediate);
      await start(env);
      ses.faults.clear();
      expect((await sending).code).toBe(0);
      expect(ses.store.list({ issue: 'slow' }).total).toBe(1);
    } finally {
      await ses.stop();
    }
  });

  it('ends cleanly on Ctrl-C', async () => {
    const { child } = await start();
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
  });

  it('refuses a second one on the same state directory, and says who has it', async () => {
    await start();
    const second = await briefwire(['start', '--port', '0', '--state', state.path]);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('briefwire start');
  });
});
