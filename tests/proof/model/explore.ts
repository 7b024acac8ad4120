import { doubledIn, type Fault, faultsOf } from './checks.ts';
import { finish } from './finish.ts';
import { keyOf } from './key.ts';
import { ledgerOf } from './ledger.ts';
import { stepsOf } from './steps.ts';
import { beginning, type Settings, type World } from './world.ts';

/** What a search through every world found. */
export interface Explored {
  readonly states: number;
  readonly steps: number;
  /** Worlds in which a reader has more than one mail, as the policy allows it. */
  readonly allowedDoubles: number;
  /** The shortest way to a world in which something does not hold; absent when everything holds everywhere. */
  readonly counterexample?: { readonly faults: readonly Fault[]; readonly way: readonly string[] };
}

/** Breadth first through every world that can be reached, so that a counterexample is a shortest one. */
export function explore(settings: Settings): Explored {
  const ledger = ledgerOf(settings);
  const start = beginning(settings.faults);
  const seen = new Set([keyOf(start)]);
  const worlds: World[] = [start];
  const cameBy: (readonly [from: number, step: string])[] = [[-1, 'the issue is frozen']];
  const good = new Set<string>();
  let steps = 0;
  let allowedDoubles = 0;
  const counts = () => ({ states: seen.size, steps, allowedDoubles });
  const wayTo = (index: number, last: string[]): string[] => {
    const [from, step] = cameBy[index] ?? [-1, ''];
    return from < 0 ? [step, ...last] : wayTo(from, [step, ...last]);
  };
  for (let index = 0; index < worlds.length; index += 1) {
    const world = worlds[index] as World;
    const ending = isAtRest(world) ? finish(world, settings, ledger, good) : [];
    if (ending.length > 0) {
      return { ...counts(), counterexample: { faults: ending, way: wayTo(index, ['all goes well']) } };
    }
    for (const [name, next] of stepsOf(world, settings, ledger)) {
      steps += 1;
      const faults = faultsOf(world, next);
      if (faults.length > 0) return { ...counts(), counterexample: { faults, way: wayTo(index, [name]) } };
      const key = keyOf(next);
      if (seen.has(key)) continue;
      seen.add(key);
      if (doubledIn(next) > 0) allowedDoubles += 1;
      worlds.push(next);
      cameBy.push([index, name]);
    }
    // Only the way back is needed of what was looked at.
    worlds[index] = undefined as unknown as World;
  }
  return counts();
}

/** Nothing is under way. Every world comes to such a one by steps that are searched too, so the ends of these are enough. */
function isAtRest({ workers, people }: World): boolean {
  const quiet = people.every(
    ({ orphans, mails }) => orphans.length === 0 && mails.every(({ event }) => event !== 'due'),
  );
  return workers.length === 0 && quiet;
}

/** Every order is looked at, so there is no seed to tell; the first violation ends the search. */
export function summaryOf({ states, steps, allowedDoubles, counterexample }: Explored): string {
  const count = (kind: Fault['kind']) =>
    counterexample?.faults.filter((each) => each.kind === kind).length ?? 0;
  return (
    `${states} states, ${steps} steps, every order; lost ${count('lost')}, doubled ${count('doubled')} ` +
    `(and as the policy allows in ${allowedDoubles} states), unresolved ${count('unresolved')}`
  );
}
