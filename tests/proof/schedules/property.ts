import fc from 'fast-check';
import type { Broken } from '../../../chaos/broken.ts';
import type { OnUncertain } from '../../../lambdas/core/delivery/standing.ts';
import type { TestDynamo } from '../../support/dynamo.ts';
import { runSchedule } from './run-schedule.ts';
import { aSchedule, type Step } from './schedule.ts';

export interface PropertyOptions {
  readonly policy: OnUncertain;
  readonly runs: number;
  readonly seed: number;
  readonly broken?: Broken | undefined;
  /** Stops at the first schedule that fails, instead of looking for a smaller one. */
  readonly first?: boolean;
}

/** What the schedules of a seed came to; sums over all that were run, smaller ones of a failure left out. */
export interface Found {
  readonly runs: number;
  readonly kills: number;
  readonly mails: number;
  readonly lost: number;
  /** Allowed by the policy. */
  readonly doubled: number;
  readonly unresolved: number;
  /** The smallest schedule that was found to fail, and what is wrong at its end; absent: none fails. */
  readonly failure?: { readonly steps: readonly Step[]; readonly violations: readonly string[] };
}

/** Runs `runs` schedules; the same seed has the same schedules. Looks for a smaller one when one fails. */
export async function checkSchedules(dynamo: TestDynamo, options: PropertyOptions): Promise<Found> {
  const { policy, runs, seed, broken, first = false } = options;
  const sum = { runs: 0, kills: 0, mails: 0, lost: 0, doubled: 0, unresolved: 0 };
  let failed = false;
  const property = fc.asyncProperty(aSchedule, async (steps) => {
    const { violations, ...counts } = await runSchedule(dynamo, { policy, steps, broken });
    if (!failed) {
      sum.runs += 1;
      for (const name of ['kills', 'mails', 'lost', 'doubled', 'unresolved'] as const)
        sum[name] += counts[name];
    }
    failed ||= violations.length > 0;
    if (violations.length > 0) throw new Violated(violations);
  });
  const result = await fc.check(property, { seed, numRuns: runs, endOnFailure: first });
  const [steps] = result.counterexample ?? [];
  const error = result.errorInstance;
  if (!steps || !error) return sum;
  if (!(error instanceof Violated)) throw error;
  return { ...sum, failure: { steps, violations: error.violations } };
}

/** A schedule ended as it must not; another error is a fault of the experiment. */
class Violated extends Error {
  readonly violations: readonly string[];
  constructor(violations: readonly string[]) {
    super(violations.join('; '));
    this.violations = violations;
  }
}
