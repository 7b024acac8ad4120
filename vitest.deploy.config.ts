import { defineConfig } from 'vitest/config';

/** Needs MiniStack on the PATH, or AWS_ENDPOINT_URL (docs/testing.md, "An emulated account"); never part of `npm test`. */
export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    // A step may wait for a schedule that fires once a minute, or deploy two stacks on a busy machine.
    testTimeout: 900_000,
    hookTimeout: 120_000,
    // Both lives wait for most of their time, so they are told at once.
    maxWorkers: 2,
    reporters: ['verbose'],
  },
});
