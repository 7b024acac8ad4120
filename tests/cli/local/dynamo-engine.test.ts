import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DynamoEngine, startDynamo } from '../../../cli/local/dynamo-engine.ts';
import { dynamoProgram, endProcess, findDynamoProcesses } from '../../../cli/local/dynamo-process.ts';
import { joinEngine } from '../../../cli/local/dynamo-sharing.ts';
import { createTable } from '../../../cli/local/dynamo-table.ts';
import { openStateDirectory, type StateDirectory } from '../../../cli/local/state.ts';
import { TTL_ATTRIBUTE, tableDefinition } from '../../../lambdas/adapters/dynamo-table.ts';
import { localCredentials } from '../../support/dynamo.ts';
import { startChild } from './children/child.ts';
import { testDirectories } from './test-directory.ts';

const directories = testDirectories();
let state: StateDirectory;
const engines: DynamoEngine[] = [];

beforeEach(() => {
  state = openStateDirectory(directories.make());
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
  for (const left of findDynamoProcesses(state.dynamo)) await endProcess(left);
  directories.remove();
});

async function start(options: { state?: StateDirectory } = { state }) {
  const engine = await startDynamo({ ...options, env: {} });
  engines.push(engine);
  if (engine.kind === 'none') throw new Error(engine.reason);
  return engine;
}

const running = () => findDynamoProcesses(state.dynamo).map(({ endpoint }) => endpoint);
const clientOf = (endpoint: string) => new DynamoDBClient({ endpoint, ...localCredentials });
const key = { pk: { S: 'SUB#1' }, sk: { S: 'PROFILE' } };

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    (answer) => answer.ok,
    () => false,
  );
}

describe.skipIf(dynamoProgram() === undefined)('the local DynamoDB', () => {
  it('keeps what was written when it is stopped and started again', async () => {
    const first = await start();
    const client = clientOf(first.endpoint);
    await createTable(client, tableDefinition('briefwire'), TTL_ATTRIBUTE);
    await client.send(new PutItemCommand({ TableName: 'briefwire', Item: { ...key, name: { S: 'Anna' } } }));
    await first.stop();
    expect(running()).toEqual([]);
    const second = await start();
    const again = clientOf(second.endpoint);
    const { Item } = await again.send(new GetItemCommand({ TableName: 'briefwire', Key: key }));
    expect(Item?.['name']).toEqual({ S: 'Anna' });
  });

  it('creates the table once, with its expiry, however often it is asked', async () => {
    const { endpoint } = await start();
    const client = clientOf(endpoint);
    const create = () => createTable(client, tableDefinition('briefwire'), TTL_ATTRIBUTE);
    await Promise.all([create(), create()]);
    await create();
    const { TimeToLiveDescription } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: 'briefwire' }),
    );
    expect(TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
  });

  it('is one for all users of a state directory, until the last one stops', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    const child = startChild('dynamo-user.ts', state.root, 'own');
    expect(await child.line(() => true)).toBe(one.endpoint);
    expect(two.endpoint).toBe(one.endpoint);
    expect(running()).toEqual([one.endpoint]);
    await one.stop();
    await one.stop();
    await two.stop();
    expect(await answers(one.endpoint)).toBe(true);
    await child.end('SIGTERM');
    expect(child.lines).toContain('stopped');
    expect(running()).toEqual([]);
  });

  it('goes on for others when the one who started it ends', async () => {
    const child = startChild('dynamo-user.ts', state.root, 'own');
    const endpoint = await child.line(() => true);
    const ours = await start();
    await child.end('SIGTERM');
    expect([ours.endpoint, await answers(ours.endpoint)]).toEqual([endpoint, true]);
    await ours.stop();
    expect(running()).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends with a process that %s ends', async (signal) => {
    const child = startChild('dynamo-user.ts', state.root);
    const endpoint = await child.line(() => true);
    await child.end(signal);
    while (running().length > 0) await new Promise(setImmediate);
    expect(await answers(endpoint)).toBe(false);
  });

  it('is found and used again after its user was killed', async () => {
    const child = startChild('dynamo-user.ts', state.root);
    const endpoint = await child.line(() => true);
    await child.end('SIGKILL');
    expect(running()).toEqual([endpoint]);
    const engine = await start();
    expect(engine.endpoint).toBe(endpoint);
    await engine.stop();
    expect(running()).toEqual([]);
  });

  it('is found even when its pid file is lost or damaged', async () => {
    const child = startChild('dynamo-user.ts', state.root);
    const endpoint = await child.line(() => true);
    await child.end('SIGKILL');
    writeFileSync(state.dynamoEngine, '{"pid":');
    expect((await start()).endpoint).toBe(endpoint);
  });

  it('is replaced when it runs and does not answer, so that there are never two on one file', async () => {
    const child = startChild('dynamo-user.ts', state.root);
    const endpoint = await child.line(() => true);
    await child.end('SIGKILL');
    const [stuck] = findDynamoProcesses(state.dynamo);
    process.kill(stuck?.pid ?? 0, 'SIGSTOP');
    const engine = await start();
    expect(engine.endpoint).not.toBe(endpoint);
    expect(running()).toEqual([engine.endpoint]);
  });

  it('is given time to answer while somebody works with it', async () => {
    const engine = await start();
    let asked = 0;
    const program = dynamoProgram() ?? '';
    const joined = await joinEngine(program, state, async () => {
      asked += 1;
      return asked > 3;
    });
    expect([joined.kind === 'dynoxide' && joined.endpoint, asked]).toEqual([engine.endpoint, 4]);
    await joined.stop();
    expect(running()).toEqual([engine.endpoint]);
  });

  it('leaves a stranger alone whose number stands in the pid file', async () => {
    writeFileSync(
      state.dynamoEngine,
      JSON.stringify({ pid: process.pid, ticks: 1, endpoint: 'http://127.0.0.1:1', users: [] }),
    );
    const engine = await start();
    expect(await answers(engine.endpoint)).toBe(true);
  });

  it('in memory is for one process alone and ends with it', async () => {
    const [one, two] = [await start({}), await start({})];
    expect(one.endpoint).not.toBe(two.endpoint);
    await one.stop();
    expect([await answers(one.endpoint), await answers(two.endpoint)]).toEqual([false, true]);
    const child = startChild('dynamo-user.ts', 'memory');
    const endpoint = await child.line(() => true);
    await child.end('SIGTERM');
    while (await answers(endpoint)) await new Promise(setImmediate);
    expect(await answers(endpoint)).toBe(false);
  });
});

it('is somebody else’s when AWS_ENDPOINT_URL_DYNAMODB names one, and is left running', async () => {
  const other = createServer((_, answer) => answer.end('ok')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const endpoint = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const engine = await startDynamo({ state, env: { AWS_ENDPOINT_URL_DYNAMODB: endpoint } });
  expect(engine).toMatchObject({ kind: 'external', endpoint });
  await engine.stop();
  expect([await answers(endpoint), running()]).toEqual([true, []]);
  other.close();
});
