import { SHARDS } from '../../lambdas/core/delivery/delivery.ts';
import type { Clock, Issues, Ledger, Report } from '../../lambdas/core/ports.ts';

/**
 * Settles the claims that a killed process left behind as uncertain, so that their grace begins now and not when their
 * lease ends. Only for whoever has just taken the lock of the state directory: nobody else can be at them then. (In AWS
 * nobody can know that, and the lease decides.)
 */
export async function recoverClaims(system: {
  readonly issues: Pick<Issues, 'heads'>;
  readonly ledger: Pick<Ledger, 'deliveries' | 'settle'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly report: Report;
}): Promise<void> {
  const { issues, ledger, clock, report } = system;
  for await (const issue of issues.heads()) {
    if (issue.state !== 'frozen' && issue.state !== 'sending') continue;
    let recovered = 0;
    for (let shard = 0; shard < SHARDS; shard += 1) {
      for await (const { state, subscriberId, attempt } of ledger.deliveries(issue.id, shard)) {
        if (state !== 'claimed') continue;
        const doubt = {
          state: 'uncertain',
          code: 'process-died',
          detail: 'the process that was sending it ended before it knew the answer',
        } as const;
        const key = { issueId: issue.id, shard, subscriberId, attempt };
        if (await ledger.settle(key, doubt, clock.now().toISOString())) recovered += 1;
      }
    }
    if (recovered > 0) report({ code: 'claims-recovered', issue: issue.id, uncertain: recovered });
  }
}
