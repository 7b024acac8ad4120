import type { Broken } from '../../../chaos/broken.ts';
import { resendMissing } from '../../../lambdas/core/control-issue.ts';
import type { OnUncertain } from '../../../lambdas/core/delivery/standing.ts';
import type { TestDynamo } from '../../support/dynamo.ts';
import { workOf } from './handlers.ts';
import { bornAs, type Life } from './life.ts';
import { ISSUE, type Outside, openOutside } from './outside.ts';
import { newsletterWith, openIssue, plainStores, publish, READERS } from './published.ts';
import { PROCESSES, type ProcessName, type Step, wordsOf } from './schedule.ts';
import { isInDoubt, type Verdict, verdictOn } from './verdict.ts';

export interface Experiment {
  readonly policy: OnUncertain;
  readonly steps: readonly Step[];
  /** What is taken out of the protocol. */
  readonly broken?: Broken | undefined;
}

interface Process {
  readonly life: Life;
  readonly work: ReturnType<typeof workOf>;
}

/** A caller of SES gives up after this, and so time does not pass it by. */
const CALL_MS = 10_000;
const SECOND = 1_000;
/** Calls of all processes together after which a calm system is one that never comes to rest. */
const MOST_CALLS = 20_000;
/** Rounds in which nothing goes wrong any more; nearly all need eight. */
const ROUNDS = 40;
/** First everybody goes on without the events that nobody was told of; then all of them come. */
const ROUNDS_WITHOUT_EVENTS = 3;
/** The first are a good quarter of an hour each, the later ones some hours: where SES has no mail at all, no event comes. */
const roundMs = (round: number) => (round < 15 ? 960_000 : 6 * 3_600_000);

/**
 * Runs one schedule from the frozen issue to its end: the steps in their order; then nothing goes wrong any more and every
 * event comes, until the issue is closed and nobody is in doubt. The same experiment always comes out the same.
 */
export async function runSchedule(
  dynamo: TestDynamo,
  { policy, steps, broken }: Experiment,
  trace: (line: string) => void = () => undefined,
): Promise<Verdict> {
  const outside = await openOutside(dynamo, policy);
  try {
    const options = { newsletter: newsletterWith(policy), broken, trace };
    const now = () => outside.clock.now().getTime();
    const born = (name: ProcessName): Process => {
      const life = bornAs(name, now, trace);
      return { life, work: workOf(life, outside, options) };
    };
    const processes = new Map(PROCESSES.map((name) => [name, born(name)]));
    await publish(outside);
    let kills = 0;
    for (const step of steps) {
      trace(`-- ${wordsOf(step)}`);
      await take(step, outside, processes);
      for (const [name, { life }] of processes) {
        if (!life.dead) continue;
        kills += 1;
        processes.set(name, born(name));
      }
    }
    trace('-- nothing goes wrong any more');
    await workOff(outside, processes);
    const unwritten = outside.seen.unwritten();
    const rested = await comeToRest(outside, processes, trace);
    return await verdictOn(outside, policy, { rested, unwritten, kills });
  } finally {
    await outside.close();
  }
}

async function take(step: Step, outside: Outside, processes: ReadonlyMap<ProcessName, Process>) {
  switch (step.kind) {
    case 'goes on': {
      const process = processes.get(step.process);
      if (!process) return;
      for (let call = 1; call <= step.calls && !process.life.dead; call += 1) {
        if (process.life.waiting === 0 && !(await beginRun(step.process, process))) return;
        await process.life.letThrough(step.pick, call === step.calls ? step.fault : undefined);
      }
      return;
    }
    case 'time passes':
      return passTime(step.seconds * SECOND, outside, processes);
    case 'messages come again':
      for (const queue of queuesOf(outside)) queue.freeHeld();
      return;
    case 'a reader leaves': {
      const who = READERS[step.which % READERS.length] ?? '';
      await plainStores(outside).subscribers.unsubscribe(who, 1, outside.clock.iso());
      outside.seen.left(who);
      return;
    }
    case 'an event comes':
      await outside.tellOne(step.which, step.twice);
  }
}

const queuesOf = ({ planQueue, deliveryQueue, feedbackQueue }: Outside) => [
  planQueue,
  deliveryQueue,
  feedbackQueue,
];

/** The next run of an idle process: a planner without a message ticks. `false`: it is busy, or has nothing to do. */
async function beginRun(name: ProcessName, { life, work }: Process): Promise<boolean> {
  if (life.busy) return false;
  if (name === 'recorder') await work.record();
  else if (name === 'planner') (await work.plan()) || (await work.tick());
  else await work.deliver();
  return life.waiting > 0;
}

async function passTime(
  ms: number,
  outside: Outside,
  processes: ReadonlyMap<ProcessName, Process>,
): Promise<void> {
  // A call that is under way arrives within its caller's time-out.
  for (const call of outside.later.splice(0)) await call();
  await outside.clock.moveOn(ms);
  const late = outside.clock.now().getTime() - CALL_MS;
  for (const { life } of processes.values()) await life.giveUpSince(late);
}

/** `false`: it never came to rest. */
async function comeToRest(
  outside: Outside,
  processes: ReadonlyMap<ProcessName, Process>,
  trace: (line: string) => void,
): Promise<boolean> {
  const stores = plainStores(outside);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const queue of queuesOf(outside)) queue.freeHeld();
    if (!(await workOff(outside, processes))) return false;
    const told = round >= ROUNDS_WITHOUT_EVENTS;
    if (told && (await tellAll(outside))) continue;
    const issue = await openIssue(stores);
    if (told && issue === undefined) {
      if (!(await isInDoubt(stores))) return true;
      trace('-- the owner sends again to those in doubt');
      await resendMissing({ ...stores, planQueue: outside.planQueue }, ISSUE, { uncertain: true });
      continue;
    }
    await passTime(roundMs(round), outside, processes);
    await processes.get('planner')?.work.tick();
  }
  return false;
}

async function tellAll(outside: Outside): Promise<boolean> {
  let any = false;
  while (await outside.tellOne(0, false)) any = true;
  return any;
}

/** Everybody goes on until nothing is left to do now; those who sleep are waited for. `false`: there is no end to it. */
async function workOff(outside: Outside, processes: ReadonlyMap<ProcessName, Process>): Promise<boolean> {
  for (let calls = 0; calls < MOST_CALLS; ) {
    let moved = 0;
    for (const [name, process] of processes) {
      const { life, work } = process;
      if (!life.busy && name === 'planner') await work.plan();
      else if (!life.busy) await beginRun(name, process);
      while (life.waiting > 0) {
        await life.letThrough(0);
        moved += 1;
      }
    }
    calls += moved;
    if (moved > 0) continue;
    const next = outside.clock.nextAt();
    const asleep = [...processes.values()].some(({ life }) => life.busy);
    if (next === undefined || !asleep) return true;
    await passTime(Math.max(1, next - outside.clock.now().getTime()), outside, processes);
  }
  return false;
}
