import { Cron } from 'croner';
import { collectBriefing } from '../../lambdas/core/collect-briefing.ts';
import { publishIssueHandler } from '../../lambdas/functions/publish-issue/handler.ts';
import type { WorkerOptions } from './workers.ts';

/** Fires each edition's cron through the handler that EventBridge Scheduler calls; returns how to stop that. */
export function scheduleEditions({ stores, newsletter, report }: WorkerOptions): () => void {
  const publish = publishIssueHandler({
    ...stores,
    newsletter,
    collect: collectBriefing,
    report,
  });
  const jobs = newsletter.editions.map(
    (edition) =>
      new Cron(
        edition.cron,
        { timezone: edition.timeZone ?? newsletter.timeZone, mode: '5-part', protect: true },
        async (job: Cron) => {
          const scheduledTime = (job.currentRun() ?? stores.clock.now()).toISOString();
          await publish({ edition: edition.id, scheduledTime }).catch((error: unknown) =>
            report({ code: 'slot-failed', edition: edition.id, error: String(error) }),
          );
        },
      ),
  );
  return () => {
    for (const job of jobs) job.stop();
  };
}
