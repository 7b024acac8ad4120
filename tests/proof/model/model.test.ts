import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../../chaos/option-values.ts';
import { explore, summaryOf } from './explore.ts';

/** Things that go wrong in one run: crashes, lost answers, lost events; delays, duplicates and any order are free. */
const FAULTS = Number(process.env['PROOF_FAULTS'] ?? 2);
const ATTEMPTS = FAULTS > 2 ? 3 : 2;

/** For whoever runs it; a test's own report has no numbers. */
const say = (text: string) => process.stdout.write(`model: ${text}\n`);

describe('two workers and two readers, in every order in which anything can happen', () => {
  it.each(POLICIES)('end well under the policy %s', (policy) => {
    const found = explore({ policy, faults: FAULTS, attempts: ATTEMPTS });
    say(`${policy}, up to ${FAULTS} faults and ${ATTEMPTS} attempts: ${summaryOf(found)}`);
    expect(found.counterexample).toBeUndefined();
    expect(found.states).toBeGreaterThan(1_000);
    expect(found.allowedDoubles > 0, 'only resending ever doubles a mail').toBe(policy === 'resend');
  });

  describe.each(['claim', 'lease', 'settle'] as const)('without the %s', (broken) => {
    it.each(POLICIES)('do not, under the policy %s', (policy) => {
      const { counterexample } = explore({ policy, faults: 1, attempts: 2, broken });
      expect(counterexample?.way.length).toBeGreaterThan(3);
      say(`${policy} without the ${broken}: ${counterexample?.faults[0]?.text}`);
    });
  });
});
