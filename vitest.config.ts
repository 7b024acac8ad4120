import { defineConfig } from 'vitest/config';

/** Large searches: thousands of inputs, or of readers, each. */
const SEARCHES = ['tests/**/*.search.test.ts'];

/**
 * What only computes: it runs first, on every processor. Started processes and real time come after it, with one processor
 * left to what they start (the default).
 */
const COMPUTING = { maxWorkers: '100%', sequence: { groupOrder: 0 } } as const;
const WAITING = { sequence: { groupOrder: 1 } } as const;

/**
 * Five projects so that a reader can run one of them alone, e.g. `npx vitest run --project core`.
 * What needs a browser lives in tests/browser and has its own config: `npm run test:browser`.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'core',
          ...COMPUTING,
          include: ['tests/core/**/*.test.ts', 'tests/functions/**/*.test.ts', 'tests/architecture.test.ts'],
          exclude: SEARCHES,
          // Nothing here changes what another file sees, and MJML takes half a second to load.
          isolate: false,
          // Hundreds of runs of one property take a second or two, and five times that on a busy machine.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'searches',
          ...COMPUTING,
          include: SEARCHES,
          isolate: false,
          testTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'laptop',
          ...WAITING,
          include: ['tests/adapters/**/*.test.ts', 'tests/contracts/**/*.test.ts', 'tests/cli/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'proof',
          ...WAITING,
          include: ['tests/proof/**/*.test.ts', 'tests/failure-modes/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'infra',
          ...COMPUTING,
          include: ['tests/infra/**/*.test.ts'],
          // The CDK library and AWS's specification take seconds to load and hold no state between files.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
