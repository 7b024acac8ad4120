import { sourceFetcher } from '../../lambdas/adapters/source-fetcher.ts';
import { collectBriefing } from '../../lambdas/core/collect-briefing.ts';
import { durationMs, type Newsletter } from '../../lambdas/core/config.ts';
import type { Report } from '../../lambdas/core/ports.ts';
import { collectBriefingHandler } from '../../lambdas/functions/collect-briefing/handler.ts';
import type { Activity } from './activity.ts';
import type { Stores } from './stores.ts';

export interface PollOptions {
  readonly stores: Pick<Stores, 'topics' | 'clock'>;
  readonly newsletter: Newsletter;
  readonly report: Report;
  readonly activity?: Activity;
}

/**
 * Polls the sources now and then as often as the config says, through the handler that EventBridge Scheduler calls, until
 * the signal aborts. A poll that fails is reported; the next one tries again.
 */
export async function pollOnSchedule(
  { stores, newsletter, report, activity }: PollOptions,
  signal: AbortSignal,
): Promise<void> {
  if (newsletter.sources.length === 0) return;
  const poll = collectBriefingHandler({
    ...stores,
    newsletter,
    report,
    fetchSource: sourceFetcher({ signal }),
    collect: collectBriefing,
    signal,
  });
  while (!signal.aborted) {
    await (activity ? activity.track(poll) : poll()).catch((error: unknown) => {
      if (!signal.aborted) report({ code: 'poll-failed', error: String(error) });
    });
    await stores.clock.sleep(durationMs(newsletter.collect.every), signal);
  }
}
