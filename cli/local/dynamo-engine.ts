import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dynamoProgram, endProcess, startDynamoProcess } from './dynamo-process.ts';
import { joinEngine } from './dynamo-sharing.ts';
import { onProcessEnd } from './exit-hooks.ts';
import { isAlive } from './process-table.ts';
import type { StateDirectory } from './state.ts';

/** The DynamoDB that the laptop's system runs on. `stop` may be called twice. */
export type DynamoEngine =
  | { readonly kind: 'dynoxide'; readonly endpoint: string; stop(): Promise<void> }
  /** Somebody else's, named by `AWS_ENDPOINT_URL_DYNAMODB`. */
  | { readonly kind: 'external'; readonly endpoint: string; stop(): Promise<void> }
  /** There is none for this machine; `reason` is a sentence for the person. */
  | { readonly kind: 'none'; readonly reason: string; stop(): Promise<void> };

export interface DynamoOptions {
  /** Where the data live; absent: in memory, for this process alone. */
  readonly state?: Pick<StateDirectory, 'dynamo' | 'dynamoEngine' | 'dynamoLog'> | undefined;
  /** Default: the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Starts the engine, or joins the one that runs on the same state directory already (another command's, or one that a
 * killed process left behind). The last user that stops ends it, by `stop` or by exit, SIGINT or SIGTERM. Throws
 * `WorkFailed` when the program does not start.
 */
export async function startDynamo({ state, env = process.env }: DynamoOptions = {}): Promise<DynamoEngine> {
  const external = env['AWS_ENDPOINT_URL_DYNAMODB'];
  if (external) return { kind: 'external', endpoint: external, stop: async () => {} };
  const program = dynamoProgram();
  if (program === undefined) return { kind: 'none', reason: NO_PROGRAM, stop: async () => {} };
  return state ? joinEngine(program, state) : startInMemory(program);
}

const NO_PROGRAM =
  `There is no local DynamoDB for ${process.platform}-${process.arch}: data are kept in memory and are gone when this ends. ` +
  'To keep them, run any DynamoDB (e.g. DynamoDB Local) and set AWS_ENDPOINT_URL_DYNAMODB to its address.';

async function startInMemory(program: string): Promise<DynamoEngine> {
  const directory = mkdtempSync(join(tmpdir(), 'briefwire-'));
  const engine = await startDynamoProcess(program, join(directory, 'dynamo.log')).finally(() =>
    rmSync(directory, { recursive: true }),
  );
  const unhook = onProcessEnd(() => isAlive(engine) && process.kill(engine.pid));
  return {
    kind: 'dynoxide',
    endpoint: engine.endpoint,
    stop: async () => {
      unhook();
      await endProcess(engine);
    },
  };
}
