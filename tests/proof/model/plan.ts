import type { AudienceEntry, Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import { type PartPlan, planMissing } from '../../../lambdas/core/delivery/plan-missing.ts';
import type { ModelLedger } from './ledger.ts';
import { GRACE, iso, type Settings, TICK_MS, type World, withPerson } from './world.ts';

const READERS = ['a', 'b'] as const;
const PART = {
  entries: READERS.map((subscriberId): AudienceEntry => ({ subscriberId, language: 'en', sections: [] })),
  last: true,
};

/** The product's own plan of both readers, now. */
export function planOf(world: World, { policy }: Settings, again = false): PartPlan {
  const rows = new Map<string, Delivery>();
  for (const who of [0, 1] as const) {
    const { row } = world.people[who];
    if (row) rows.set(READERS[who], row);
  }
  return planMissing(PART, rows, {
    now: new Date(iso(world.now)),
    graceMs: GRACE * TICK_MS,
    onUncertain: policy,
    until: iso(world.now),
    frozenAt: iso(0),
    ...(world.lastMailAt !== undefined && { lastMailAt: iso(world.lastMailAt) }),
    ...(again && { again }),
  });
}

/** Who of a plan's entries, by index. */
export const whoOf = ({ subscriberId }: AudienceEntry): 0 | 1 => (subscriberId === 'a' ? 0 : 1);

/** What the planner does: doubts to try again go on the queue, doubts that are given up are written down. */
export function planned(world: World, settings: Settings, ledger: ModelLedger, again = false): World {
  const plan = planOf(world, settings, again);
  let next = world;
  for (const entry of plan.retry) {
    if (!next.people[whoOf(entry)].retry) next = withPerson(next, whoOf(entry), { retry: true });
  }
  for (const [at, entry] of PART.entries.entries()) {
    const who = at as 0 | 1;
    const { row } = world.people[who];
    if (row && plan.proven.includes(row)) {
      const ended = { state: 'uncertain', code: 'lease-ended', detail: '' } as const;
      next = withPerson(next, who, { row: ledger.settle(row, row.attempt, ended, world.now).row });
    }
    if (!row || !plan.giveUp.includes(row)) continue;
    const unknown = { state: 'failed', code: 'unknown', detail: entry.subscriberId } as const;
    next = withPerson(next, who, { row: ledger.settle(row, row.attempt, unknown, world.now).row });
  }
  return next;
}
