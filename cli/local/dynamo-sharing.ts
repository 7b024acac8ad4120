import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { writeFileAtomically } from './atomic-file.ts';
import type { DynamoEngine } from './dynamo-engine.ts';
import {
  type DynamoProcess,
  endProcess,
  findDynamoProcesses,
  healthy,
  startDynamoProcess,
} from './dynamo-process.ts';
import { onProcessEnd } from './exit-hooks.ts';
import { alone, aloneNow } from './lock.ts';
import { identify, isAlive, type ProcessIdentity } from './process-table.ts';
import type { StateDirectory } from './state.ts';

type Place = Pick<StateDirectory, 'dynamo' | 'dynamoEngine' | 'dynamoLog'>;

const identity = z.object({ pid: z.int(), ticks: z.int() });

/** The pid file of a state directory: the engine and everyone who uses it; a process may stand there twice. */
const sharedEngine = identity.extend({ endpoint: z.url(), users: z.array(identity) });
type SharedEngine = z.infer<typeof sharedEngine>;

/** An engine at work for others may be slow to answer; taking it away would be worse than waiting. */
const BUSY_MS = 20_000;
const LOOK_MS = 50;

/** See `startDynamo`. `answers` asks an engine once. */
export async function joinEngine(
  program: string,
  place: Place,
  answers: typeof healthy = healthy,
): Promise<DynamoEngine> {
  const me = identify(process.pid);
  if (!me) throw new Error('cannot read /proc, which the local DynamoDB is shared through');
  const engine = await alone(mutexOf(place), async () => {
    const engine =
      (await findUsable(place, answers)) ??
      (await startDynamoProcess(program, place.dynamoLog, place.dynamo));
    write(place, { ...engine, users: [...usersOf(engine, place), me] });
    return engine;
  });
  const unhook = onProcessEnd(() => leaveNow(place, engine, me));
  let left: Promise<void> | undefined;
  return {
    kind: 'dynoxide',
    endpoint: engine.endpoint,
    stop: () => {
      unhook();
      left ??= leave(place, engine, me);
      return left;
    },
  };
}

async function leave(place: Place, engine: DynamoProcess, me: ProcessIdentity): Promise<void> {
  await alone(mutexOf(place), async () => {
    if (!isLastOut(place, engine, me)) return;
    await endProcess(engine);
    rmSync(place.dynamoEngine, { force: true });
  });
}

/** For the end of the process, when nothing can be awaited any more. */
function leaveNow(place: Place, engine: DynamoProcess, me: ProcessIdentity): void {
  aloneNow(mutexOf(place), () => {
    if (isLastOut(place, engine, me) && isAlive(engine)) process.kill(engine.pid);
  });
}

/** One that runs and answers; one that runs and does not is ended, for two engines on one file would spoil it. */
async function findUsable(place: Place, answers: typeof healthy): Promise<DynamoProcess | undefined> {
  const [first, ...more] = findDynamoProcesses(place.dynamo);
  const usable = first && (await isUsable(first, place, answers)) ? first : undefined;
  for (const each of usable || !first ? more : [first, ...more]) await endProcess(each);
  return usable;
}

async function isUsable(engine: DynamoProcess, place: Place, answers: typeof healthy): Promise<boolean> {
  const until = Date.now() + (usersOf(engine, place).length > 0 ? BUSY_MS : 0);
  while (!(await answers(engine.endpoint))) {
    if (!isAlive(engine) || Date.now() >= until) return false;
    await delay(LOOK_MS);
  }
  return true;
}

/** Takes one entry of ours out; `true` when nobody else who lives uses the engine. */
function isLastOut(place: Place, engine: DynamoProcess, me: ProcessIdentity): boolean {
  const users = usersOf(engine, place);
  const mine = users.findIndex((each) => each.pid === me.pid);
  const others = users.filter((_, at) => at !== mine);
  write(place, { ...engine, users: others });
  return others.length === 0;
}

/** Who uses that engine and lives; a process that was killed has not signed off. */
function usersOf(engine: DynamoProcess, place: Place): readonly ProcessIdentity[] {
  try {
    const found = sharedEngine.parse(JSON.parse(readFileSync(place.dynamoEngine, 'utf8')));
    return found.pid === engine.pid && found.ticks === engine.ticks ? found.users.filter(isAlive) : [];
  } catch {
    // No file yet, or a damaged one: nobody can be known to use it.
    return [];
  }
}

const mutexOf = (place: Place) => `${place.dynamoEngine}.lock`;

const write = (place: Place, value: Omit<SharedEngine, 'users'> & { users: readonly ProcessIdentity[] }) =>
  writeFileAtomically(place.dynamoEngine, `${JSON.stringify(value, null, 2)}\n`);
