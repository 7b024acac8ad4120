import { describe, it } from 'vitest';
import type { Step } from './scenario.ts';
import type { EndToEnd } from './system.ts';

/** Plays the steps one after another as tests; behind a failed one nothing is worth trying. */
export function play(who: string, steps: readonly Step[], system: EndToEnd): void {
  describe(who, () => {
    let failed = false;
    for (const { says, does } of steps) {
      it(says, async ({ skip }) => {
        if (failed) skip('a step before it failed');
        try {
          await does();
        } catch (error) {
          failed = true;
          process.stderr.write(`${await system.complaints()}\n`);
          throw error;
        }
      });
    }
  });
}
