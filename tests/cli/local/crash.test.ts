import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fileBlobs } from '../../../cli/local/file-blobs.ts';
import { openQueue } from '../../../cli/local/queue.ts';
import { openOutbox } from '../../../cli/local/ses/store.ts';
import { systemClock } from '../../../lambdas/adapters/system-clock.ts';
import { startChild } from './children/child.ts';
import { testDirectories } from './test-directory.ts';

const directories = testDirectories();
afterEach(directories.remove);

/** Starts a writer, kills it without warning after it acknowledged that many things, and returns what it said. */
async function killAfter(acknowledged: number, script: string, ...args: readonly string[]) {
  const child = startChild(script, ...args);
  await child.said(acknowledged);
  await child.end('SIGKILL');
  return [...child.lines];
}

describe.each([1, 2, 3])('after kill -9, round %i,', (round) => {
  const acknowledged = round * 40;

  it('the queue has every message whose send was acknowledged', async () => {
    const file = join(directories.make(), 'queues.db');
    const said = await killAfter(acknowledged, 'queue-writer.ts', file);
    const queue = openQueue<number>(file, 'plan', {
      visibilitySeconds: 30,
      maxReceives: 3,
      clock: systemClock,
    });
    const found = new Set<number>();
    for (let batch = queue.receive(); batch.length > 0; batch = queue.receive()) {
      for (const { message } of batch) found.add(message);
    }
    queue.close();
    expect(said.map(Number).filter((number) => !found.has(number))).toEqual([]);
    expect(said.length).toBeGreaterThanOrEqual(acknowledged);
  });

  it('the outbox has every mail that SES answered for, with its bytes and events', async () => {
    const file = join(directories.make(), 'outbox.db');
    const said = await killAfter(acknowledged, 'outbox-writer.ts', file);
    const outbox = openOutbox(file);
    const lost = said.filter((line) => {
      const [id = '', to = ''] = line.split(' ');
      const mail = outbox.get(id);
      const events = outbox.eventsOf(id).map(({ document }) => document.eventType);
      return !mail || !Buffer.from(mail.raw).includes(`To: ${to}\r\n`) || events.join() !== 'Send,Delivery';
    });
    outbox.close();
    expect(lost).toEqual([]);
    expect(said.length).toBeGreaterThanOrEqual(acknowledged);
  });

  it('the directory has every blob that was written, whole, and none half', async () => {
    const directory = join(directories.make(), 'blobs');
    const said = await killAfter(acknowledged, 'blob-writer.ts', directory);
    const blobs = fileBlobs(directory);
    const sizes = new Set((await blobs.list('')).map(({ bytes }) => bytes));
    const missing = [];
    for (const number of said) {
      const body = await blobs.get(`issues/${number}/skeleton.json`);
      if (!body?.every((byte) => byte === body[0])) missing.push(number);
    }
    const latest = await blobs.get('latest');
    expect(missing).toEqual([]);
    expect([...sizes]).toEqual([20_000]);
    expect(latest?.every((byte) => byte === latest[0])).toBe(true);
  });
});

it('two processes share a queue: every message goes to one of them', async () => {
  const file = join(directories.make(), 'queues.db');
  const queue = openQueue<number>(file, 'plan', {
    visibilitySeconds: 60,
    maxReceives: 3,
    clock: systemClock,
  });
  const messages = Array.from({ length: 400 }, (_, number) => number);
  await queue.send(messages);
  const children = [startChild('queue-drainer.ts', file), startChild('queue-drainer.ts', file)];
  await Promise.all(children.map((child) => child.line((line) => line === 'done')));
  const taken = children.flatMap(({ lines }) => lines.filter((line) => line !== 'done').map(Number));
  expect(taken.sort((a, b) => a - b)).toEqual(messages);
  expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0, dead: 0 });
  queue.close();
});

it('two processes share an outbox: neither is refused while the other writes', async () => {
  const file = join(directories.make(), 'outbox.db');
  const children = [startChild('outbox-writer.ts', file), startChild('outbox-writer.ts', file)];
  await Promise.all(children.map((child) => child.said(60)));
  await Promise.all(children.map((child) => child.end('SIGKILL')));
  const outbox = openOutbox(file);
  const ids = children.flatMap(({ lines }) => lines.map((line) => line.split(' ')[0] ?? ''));
  expect(ids.filter((id) => !outbox.get(id))).toEqual([]);
  outbox.close();
});

it('many processes may create the same files at once', async () => {
  const file = join(directories.make(), 'queues.db');
  const children = Array.from({ length: 4 }, () => startChild('queue-drainer.ts', file));
  const said = await Promise.all(children.map((child) => child.line((line) => line === 'done')));
  expect(said).toEqual(['done', 'done', 'done', 'done']);
});
