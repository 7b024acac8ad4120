import type { Ledger } from '../lambdas/core/ports.ts';

/** A step of the protocol that can be taken out, so that the proof shows that it would be missed. */
export type Broken = 'claim' | 'lease' | 'settle';

/** The ledger without that step. */
export function brokenLedger(ledger: Ledger, broken: Broken): Ledger {
  switch (broken) {
    case 'claim':
      return {
        ...ledger,
        // Whoever has it: the call is made all the same.
        async claim(request) {
          const outcome = await ledger.claim(request);
          return outcome.kind === 'taken' ? { kind: 'claimed', attempt: outcome.delivery.attempt } : outcome;
        },
      };
    case 'lease':
      // Every claim and every doubt counts as one whose lease and grace are over.
      return { ...ledger, claim: (request) => ledger.claim({ ...request, retryBefore: '9999' }) };
    case 'settle':
      return { ...ledger, settle: async () => true };
  }
}
