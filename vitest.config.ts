import { defineConfig } from 'vitest/config';

/**
 * Four projects so that a reader can run one of them alone, e.g. `npx vitest run --project core`.
 * What needs a browser lives in tests/browser and has its own config: `npm run test:browser`.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'core',
          include: ['tests/core/**/*.test.ts', 'tests/functions/**/*.test.ts', 'tests/architecture.test.ts'],
          // Nothing here changes what another file sees, and MJML takes half a second to load.
          isolate: false,
          // Hundreds of runs of one property take a second or two, and five times that on a busy machine.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'laptop',
          include: ['tests/adapters/**/*.test.ts', 'tests/contracts/**/*.test.ts', 'tests/cli/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'proof',
          include: ['tests/proof/**/*.test.ts', 'tests/failure-modes/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'infra',
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
