import { setImmediate as afterMicrotasks } from 'node:timers/promises';
import type { Fault } from './schedule.ts';

/** A call to something outside of the process, by what befalls it. */
export interface OutsideCall {
  /** For the trace. */
  readonly what: string;
  /** Its caller waits for an answer of SES, and not for longer than the time-out. */
  readonly toSes?: boolean;
  make(): Promise<unknown>;
  /** The call under a fault that is not a kill; throws what its caller would see. */
  with(fault: Exclude<Fault, 'killed before' | 'killed after'>): Promise<unknown>;
}

/** A call that waits for the schedule to let it through. */
interface Waiting extends OutsideCall {
  readonly since: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** One life of a process: it ends by a kill, and what the process was doing then is never heard of again. */
export interface Life {
  readonly name: string;
  /** Invocations so far, the one under way included. */
  readonly runs: number;
  readonly busy: boolean;
  readonly dead: boolean;
  /** The number of calls made, and the number of the last one that met with a fault that its process saw. */
  readonly calls: number;
  readonly spoiltAt: number;
  readonly waiting: number;
  /** Makes the call when the schedule lets it through; never settles when the process is killed. */
  pass(call: OutsideCall): Promise<unknown>;
  /** Begins an invocation; the process is busy until it has ended. */
  begin(run: () => Promise<void>): Promise<void>;
  /** Lets a waiting call through, and the process go on to its next ones. */
  letThrough(pick: number, fault?: Fault): Promise<void>;
  /** Callers of SES that have waited since before `instant` give up. */
  giveUpSince(instant: number): Promise<void>;
  kill(): void;
}

/** A time-out as the SDK throws it. */
export const timedOut = () => Object.assign(new Error('no answer in time'), { name: 'TimeoutError' });

/** Everything that no call holds up is done: between two calls there are only microtasks. */
const quiet = () => afterMicrotasks();

export function bornAs(name: string, now: () => number, trace: (line: string) => void): Life {
  const waiting: Waiting[] = [];
  let dead = false;
  let runs = 0;
  let busy = false;
  let calls = 0;
  let spoiltAt = -1;
  const life: Life = {
    name,
    get runs() {
      return runs;
    },
    get busy() {
      return busy;
    },
    get dead() {
      return dead;
    },
    get calls() {
      return calls;
    },
    get spoiltAt() {
      return spoiltAt;
    },
    get waiting() {
      return waiting.length;
    },
    pass: (call) =>
      new Promise((resolve, reject) => {
        if (!dead) waiting.push({ ...call, since: now(), resolve, reject });
      }),
    async begin(run) {
      runs += 1;
      busy = true;
      const end = () => {
        if (!dead) busy = false;
      };
      void run().then(end, (error: unknown) => {
        trace(`${name}: its run fails: ${String(error)}`);
        end();
      });
      await quiet();
    },
    async letThrough(pick, fault) {
      const [call] = waiting.splice(pick % waiting.length, 1);
      if (!call) return;
      calls += 1;
      trace(`${name}: ${call.what}${fault ? ` (${fault})` : ''}`);
      if (fault === 'killed before') return life.kill();
      if (fault !== undefined && fault !== 'killed after' && fault !== 'twice') spoiltAt = calls;
      if (fault === 'twice' && call.toSes) spoiltAt = calls;
      try {
        const answer = await (fault === undefined || fault === 'killed after'
          ? call.make()
          : call.with(fault));
        if (fault === 'killed after') return life.kill();
        call.resolve(answer);
      } catch (error) {
        if (fault === 'killed after') return life.kill();
        call.reject(error);
      }
      await quiet();
    },
    async giveUpSince(instant) {
      const late = waiting.filter(({ toSes, since }) => toSes && since < instant);
      for (const call of late) {
        waiting.splice(waiting.indexOf(call), 1);
        spoiltAt = calls;
        trace(`${name}: ${call.what} (no answer)`);
        call.reject(timedOut());
      }
      if (late.length > 0) await quiet();
    },
    kill() {
      dead = true;
      waiting.length = 0;
    },
  };
  return life;
}
