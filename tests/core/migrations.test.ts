import { describe, expect, it } from 'vitest';
import {
  changesItems,
  DATA_VERSION,
  MIGRATIONS,
  type Migration,
  planMigrations,
} from '../../lambdas/core/migrations/migrations.ts';

const steps: readonly Migration[] = [1, 2, 3].map((number) => ({ number, title: `step ${number}` }));

describe('the migrations', () => {
  it('are numbered from 1 without gaps, each with a sentence for the owner', () => {
    expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, at) => at + 1));
    for (const { title } of MIGRATIONS) expect(title).toMatch(/^[A-Z].+\.$/);
    expect(DATA_VERSION).toBe(MIGRATIONS.length);
  });

  it.each([
    [0, [1, 2, 3]],
    [1, [2, 3]],
    [3, []],
  ])('from version %i are those with a higher number', (from, numbers) => {
    const plan = planMigrations(from, steps);
    expect(plan.kind === 'steps' && plan.steps.map(({ number }) => number)).toEqual(numbers);
  });

  it('may be taken without asking only where they change no item', () => {
    expect(changesItems(planMigrations(0, steps))).toBe(false);
    const changing = [...steps, { number: 4, title: 'changes', change: () => undefined }];
    expect(changesItems(planMigrations(0, changing))).toBe(true);
    expect(changesItems(planMigrations(4, changing))).toBe(false);
    expect(changesItems(planMigrations(5, changing))).toBe(false);
  });

  it('are none for data that a newer Briefwire wrote', () => {
    expect(planMigrations(4, steps)).toEqual({ kind: 'newer', from: 4, known: 3 });
  });
});
