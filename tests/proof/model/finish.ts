import { MAX_ATTEMPTS } from '../../../lambdas/core/delivery/standing.ts';
import { type Fault, faultsOf } from './checks.ts';
import { keyOf } from './key.ts';
import type { ModelLedger } from './ledger.ts';
import { planned, planOf, whoOf } from './plan.ts';
import { claimed, heard, REFUSED, taken, written } from './steps.ts';
import { type Settings, type Worker, type World, withWorker } from './world.ts';

/** More ticks than any world needs to come to rest when nothing goes wrong any more. */
const LONGEST = 40;

interface Round {
  readonly world: World;
  readonly faults: readonly Fault[];
}

/**
 * Lets a world at rest end well: nothing goes wrong any more, mails of others are reported, the plan runs and time passes.
 * Under `hold`, and after too many attempts, the owner has the last word. Returns what does not hold then. Worlds that are
 * in `good` are known to end well.
 */
export function finish(
  world: World,
  settings: Settings,
  ledger: ModelLedger,
  good: Set<string>,
): readonly Fault[] {
  const path: string[] = [];
  let current: World = { ...world, faults: 0 };
  const faults: Fault[] = [];
  for (let tick = 0; tick < LONGEST; tick += 1) {
    const key = keyOf(current);
    if (good.has(key)) break;
    path.push(key);
    // The owner sends again where no event can be missing; one that is lost leaves the doubt.
    const again = tick > LONGEST / 2 && !lostEvents(current);
    const next = round(current, settings, ledger, again);
    faults.push(...next.faults);
    current = next.world;
    const plan = planOf(current, settings);
    const done = plan.tally.open === 0 && plan.proven.length === 0;
    if (done && (plan.uncertain.length === 0 || lostEvents(current))) {
      faults.push(...lostIn(current, settings));
      break;
    }
    if (faults.length > 0) break;
    if (tick === LONGEST - 1) {
      const text = `${plan.uncertain.length} are unresolved, ${plan.tally.open} open`;
      faults.push({ kind: 'unresolved', text });
    }
  }
  if (faults.length === 0) for (const key of path) good.add(key);
  return faults;
}

/** One tick in which nothing goes wrong. */
function round(start: World, settings: Settings, ledger: ModelLedger, again: boolean): Round {
  const faults: Fault[] = [];
  let world = start;
  const go = (next: World | undefined) => {
    if (!next) return;
    faults.push(...faultsOf(world, next));
    world = next;
  };
  go({ ...world, lastMailAt: world.now });
  go(planned(world, settings, ledger, again));
  const { missing, retry } = planOf(world, settings, again);
  for (const entry of [...missing, ...retry]) {
    const who = whoOf(entry);
    go(claimed(world, who, retry.includes(entry), settings, ledger));
    if (world.workers.length > 0) {
      const mail = world.people[who].mails.length;
      const worker = world.workers[0] as Worker;
      go(withWorker(taken(world, 0), 0, { ...worker, step: 'told', told: 'accepted', mail }));
      while (world.workers.length > 0) go(written(world, 0, world.workers[0] as Worker, ledger));
      go(heard(world, who, mail, ledger));
    }
  }
  go({ ...world, now: world.now + 1 });
  return { world, faults };
}

const lostEvents = ({ people }: World) =>
  people.some(({ mails }) => mails.some(({ event }) => event === 'lost'));

/** Readers about whom the ledger ends with something else than the truth. */
function lostIn({ people }: World, { policy }: Settings): Fault[] {
  return people.flatMap(({ row, mails }, who): Fault[] => {
    const unheard = mails.every(({ event }) => event === 'lost');
    const doubt = row?.state === 'uncertain' || row?.state === 'claimed';
    const ownersWord = policy === 'hold' || (policy === 'resend' && (row?.attempt ?? 0) >= MAX_ATTEMPTS);
    const known = mails.some(({ answer }) => answer === 'written');
    const ends = [
      mails.length > 0 && row?.state === 'accepted',
      row?.state === 'failed' && row.code === REFUSED,
      policy === 'never' && row?.state === 'failed' && row.code === 'unknown' && unheard && !known,
      // The sender of a claim whose lease is over is gone: that is a doubt as well.
      ownersWord && doubt && unheard && !known,
    ];
    if (ends.includes(true)) return [];
    const text = `reader ${who} has ${mails.length} mails and is ${row?.state ?? 'without a row'}`;
    return [{ kind: mails.length === 0 ? 'lost' : doubt ? 'unresolved' : 'wrong', text }];
  });
}
