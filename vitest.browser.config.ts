import { defineConfig } from 'vitest/config';

/** Needs Debian's Chromium (or CHROMIUM_PATH); never part of `npm test`. */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
