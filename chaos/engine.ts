import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type DynamoProcess,
  dynamoProgram,
  endProcess,
  startDynamoProcess,
} from '../cli/local/dynamo-process.ts';
import { isAlive } from '../cli/local/process-table.ts';

/** When the database did not answer; milliseconds since 1970. */
export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** The database of a run. */
export interface Engine {
  readonly endpoint: string;
  readonly outages: readonly Outage[];
  /** Kills it and starts it on the same file at the same address. */
  killed(): Promise<void>;
  end(): Promise<void>;
}

/** Starts it on a file; `started` hears of every process. Throws where there is no engine for this machine. */
export async function startEngine(directory: string, started: (pid: number) => void): Promise<Engine> {
  const program = dynamoProgram();
  if (!program) throw new Error('there is no local DynamoDB engine for this machine');
  const start = async (port?: number): Promise<DynamoProcess> => {
    const engine = await startDynamoProcess(
      program,
      join(directory, 'dynamo.log'),
      join(directory, 'dynamo.db'),
      port,
    );
    started(engine.pid);
    return engine;
  };
  let running = await start();
  const { endpoint } = running;
  const outages: Outage[] = [];
  return {
    endpoint,
    outages,
    async killed() {
      const from = Date.now();
      process.kill(running.pid, 'SIGKILL');
      while (isAlive(running)) await delay(1);
      running = await start(Number(new URL(endpoint).port));
      outages.push({ from, to: Date.now() });
    },
    end: () => endProcess(running),
  };
}
