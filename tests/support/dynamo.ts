import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { freePort } from '../../cli/local/free-port.ts';
import { type DynamoTable, documentClient } from '../../lambdas/adapters/dynamo-client.ts';
import { tableDefinition } from '../../lambdas/adapters/dynamo-table.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import type { Clock } from '../../lambdas/core/ports.ts';

const binary = fileURLToPath(new URL('../../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url));
const given = process.env['AWS_ENDPOINT_URL_DYNAMODB'];

/** The DynamoDB API that tests talk to. */
export interface TestDynamo {
  readonly endpoint: string;
  /** A new, empty table with our keys and index; waits and expiry go by `clock`. */
  table(clock?: Clock): Promise<DynamoTable>;
  stop(): Promise<void>;
}

/** Whether this machine has an engine: the bundled one, or any that `AWS_ENDPOINT_URL_DYNAMODB` points at. */
export const dynamoAvailable = given !== undefined || existsSync(binary);

/** Dummy credentials: the engine reads a region and a key id from every request, and checks neither. */
export const localCredentials = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

/** Resolves when the engine says that it listens; rejects with its output when it ends instead. */
async function listening(engine: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk;
      if (said.includes('listening on')) resolve();
    };
    engine.stdout?.on('data', hear);
    engine.stderr?.on('data', hear);
    engine.once('error', reject);
    engine.once('exit', (code) => reject(new Error(`dynoxide ended with ${code}: ${said}`)));
  });
}

/** Starts an engine in memory on a free port; call `stop` in `afterAll`. It also dies with this process. */
export async function startDynamo(): Promise<TestDynamo> {
  if (given !== undefined) return testDynamo(given, async () => {});
  const port = await freePort();
  const engine = spawn(binary, ['serve', '--host', '127.0.0.1', '--port', String(port)]);
  const kill = () => void engine.kill('SIGKILL');
  process.once('exit', kill);
  await listening(engine);
  return testDynamo(`http://127.0.0.1:${port}`, async () => {
    process.off('exit', kill);
    const ended = new Promise((resolve) => engine.once('exit', resolve));
    kill();
    await ended;
  });
}

function testDynamo(endpoint: string, stopEngine: () => Promise<void>): TestDynamo {
  const plain = new DynamoDBClient({ endpoint, ...localCredentials });
  const client = documentClient({ endpoint, ...localCredentials });
  let tables = 0;
  return {
    endpoint,
    async table(clock = systemClock) {
      tables += 1;
      const name = `test-${process.pid}-${tables}`;
      await plain.send(new CreateTableCommand(tableDefinition(name)));
      return { client, name, clock };
    },
    async stop() {
      client.destroy();
      plain.destroy();
      await stopEngine();
    },
  };
}
