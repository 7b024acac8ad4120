/** An item of the table with all its attributes. */
export type Item = Readonly<Record<string, unknown>>;

/**
 * One step of the data from what an older Briefwire wrote to what this one reads. Steps run in the order of their numbers,
 * each to its end before the next; a step may be killed anywhere and run again.
 */
export interface Migration {
  /** From 1, without gaps; a number that was released is never used for anything else. */
  readonly number: number;
  /** What it does, as the owner reads it. */
  readonly title: string;
  /**
   * Pure: the item as it has to be, under the same keys, or `undefined` when it is right already. It is right afterwards:
   * `change(change(item))` is `undefined`, or a second run would not end where the first one did. Absent: the step only
   * marks the data.
   */
  readonly change?: (item: Item) => Item | undefined;
}

/**
 * Every step there is. To add one: the next number, a `change` that leaves items of the new form alone, and code that reads
 * both forms until the version after it, since functions of the old and the new deployment run side by side for a while.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    title: 'Data without a version are those of the first Briefwire: they are marked as version 1.',
  },
];

/** The version of data after `steps`; 0 without any. */
export const latestOf = (steps: readonly Migration[]): number => steps.at(-1)?.number ?? 0;

/** The version of data that this code reads and writes. */
export const DATA_VERSION: number = latestOf(MIGRATIONS);

/** What has to be done before data of a version can be used. */
export type MigrationPlan =
  /** `steps` in their order; none when the data are up to date. */
  | { readonly kind: 'steps'; readonly from: number; readonly steps: readonly Migration[] }
  /** A newer Briefwire wrote the data. */
  | { readonly kind: 'newer'; readonly from: number; readonly known: number };

/** `from` is the data's version, 0 for data that have none. */
export function planMigrations(from: number, steps: readonly Migration[] = MIGRATIONS): MigrationPlan {
  const known = latestOf(steps);
  if (from > known) return { kind: 'newer', from, known };
  return { kind: 'steps', from, steps: steps.filter(({ number }) => number > from) };
}

/** Whether a plan touches any item; steps that only mark the data may be taken without asking. */
export function changesItems(plan: MigrationPlan): boolean {
  return plan.kind === 'steps' && plan.steps.some(({ change }) => change !== undefined);
}
