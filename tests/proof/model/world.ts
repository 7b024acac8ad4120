import type { Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import type { OnUncertain } from '../../../lambdas/core/delivery/standing.ts';

/**
 * Everything that can be the case while two workers deliver an issue to two readers. Instants are whole ticks; the lease
 * is two ticks, a call to SES takes up to one, the grace is one.
 */
export interface World {
  readonly now: number;
  readonly people: readonly [Person, Person];
  /** Idle workers are absent; which of two equal workers does what makes no difference. */
  readonly workers: readonly Worker[];
  /** Tick at which SES took the latest mail that an event told of. */
  readonly lastMailAt?: number | undefined;
  /** Crashes, lost answers and lost events that may still happen. */
  readonly faults: number;
}

export interface Person {
  readonly row?: Delivery | undefined;
  /** SES's own truth: what is on its way to this reader. Only SES and the checks look at it. */
  readonly mails: readonly Mail[];
  /** Requests whose sender is gone; SES may still take them. */
  readonly orphans: readonly Orphan[];
  /** A chunk that asks for another try has been on the queue: queues deliver again at any time, so it stays there. */
  readonly retry: boolean;
}

export interface Mail {
  readonly attempt: number;
  readonly at: number;
  readonly event: 'due' | 'heard' | 'lost';
  /** `written`: its answer went into the ledger. `silent`: its sender never learnt of it, from `since` on. */
  readonly answer: 'open' | 'written' | 'silent';
  /** Tick from which nobody can write the answer any more: the silence, else the end of the lease. */
  readonly since: number;
  /** It is the first, or the policy allows it (`Worker.allowed`). */
  readonly allowed: boolean;
}

/** A request on its way whose sender is gone. */
export interface Orphan extends Pick<Worker, 'attempt' | 'known' | 'allowed'> {
  readonly until: number;
  readonly since: number;
}

/** A worker within one recipient's claim, call and settling. */
export interface Worker {
  readonly who: 0 | 1;
  readonly attempt: number;
  readonly claimedAt: number;
  readonly step: 'claimed' | 'calling' | 'told' | 'late' | 'releasing';
  /** The call ends by this tick. */
  readonly until?: number;
  readonly told?: 'accepted' | 'failed' | 'uncertain' | 'not-sent';
  /** Index of the mail that SES took for it. */
  readonly mail?: number;
  /** Mails that were there when it claimed, and whether the policy allowed another one. */
  readonly known: number;
  readonly allowed: boolean;
}

export interface Settings {
  readonly policy: OnUncertain;
  readonly faults: number;
  /** A worker that is held up can be overtaken again and again; no claim is made beyond this attempt. */
  readonly attempts: number;
  /** What is taken out of the protocol. */
  readonly broken?: 'claim' | 'lease' | 'settle' | undefined;
}

export const LEASE = 2;
export const CALL = 1;
export const GRACE = 1;
export const TICK_MS = 60_000;

const START = Date.parse('2026-11-24T06:00:00.000Z');
const instants: string[] = [];
const ticks = new Map<string, number>();

/** The instant of a tick as the rules write it. */
export function iso(tick: number): string {
  for (let next = instants.length; next <= tick; next += 1) {
    const text = new Date(START + next * TICK_MS).toISOString();
    instants.push(text);
    ticks.set(text, next);
  }
  return instants[tick] ?? '';
}

/** The inverse of `iso`. */
export function tickOf(text: string): number {
  const tick = ticks.get(text);
  if (tick === undefined) throw new Error(`${text} is no tick of this world`);
  return tick;
}

const NOBODY: Person = { mails: [], orphans: [], retry: false };

/** The issue is frozen, the first chunks are on the queue, nobody has begun. */
export function beginning(faults: number): World {
  return { now: 0, people: [NOBODY, NOBODY], workers: [], faults };
}

export function withPerson(world: World, who: 0 | 1, changes: Partial<Person>): World {
  const [first, second] = world.people;
  return who === 0
    ? { ...world, people: [{ ...first, ...changes }, second] }
    : { ...world, people: [first, { ...second, ...changes }] };
}

export function withMail(world: World, who: 0 | 1, index: number, changes: Partial<Mail>): World {
  const mails = world.people[who].mails.map((mail, at) => (at === index ? { ...mail, ...changes } : mail));
  return withPerson(world, who, { mails });
}

/** The world after a worker's step; `undefined`: it is idle again. */
export function withWorker(world: World, index: number, worker: Worker | undefined): World {
  const workers = world.workers.flatMap((each, at) => (at !== index ? [each] : worker ? [worker] : []));
  return { ...world, workers };
}
