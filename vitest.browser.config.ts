import { defineConfig } from 'vitest/config';

/** Needs Debian's Chromium (or CHROMIUM_PATH); never part of `npm test`. */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A browser is several processes already; more files at a time than this wait for each other.
    maxWorkers: 2,
  },
});
