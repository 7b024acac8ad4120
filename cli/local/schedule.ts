import { collectBriefing } from '../../lambdas/core/collect-briefing.ts';
import { CUT_OFF_MINUTES, type Edition, wantsLook } from '../../lambdas/core/config.ts';
import { nextSlot } from '../../lambdas/core/issue/due.ts';
import { publishIssueHandler } from '../../lambdas/functions/publish-issue/handler.ts';
import { tracking, type WorkerOptions } from './workers.ts';

/** No timer runs for longer: a machine that slept looks at its clock again. */
const LONGEST_SLEEP_MS = 12 * 3_600_000;

/**
 * Fires each edition's slots, and looks at the cut-offs between them, through the handler that EventBridge Scheduler
 * calls, until the signal aborts. Of several slots that passed meanwhile the latest is fired.
 */
export async function runSchedule(options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const { stores, siteUrl, report } = options;
  // Mails link to the archive that is served here.
  const newsletter = { ...options.newsletter, siteUrl };
  const { clock } = stores;
  const handler = publishIssueHandler({ ...stores, newsletter, collect: collectBriefing, report });
  const publish: typeof handler = (event) => tracking(options)(() => handler(event));

  async function sleepUntil(at: Date): Promise<void> {
    for (let left = 1; left > 0 && !signal.aborted; ) {
      left = at.getTime() - clock.now().getTime();
      if (left > 0) await clock.sleep(Math.min(left, LONGEST_SLEEP_MS), signal);
    }
  }

  async function runEdition({ id: edition, cron, timeZone = newsletter.timeZone }: Edition): Promise<void> {
    const slotAfter = (instant: Date) => nextSlot({ cron, timeZone }, instant);
    let slot = slotAfter(clock.now());
    while (slot) {
      await sleepUntil(slot);
      if (signal.aborted) return;
      let next = slotAfter(slot);
      while (next && next <= clock.now()) [slot, next] = [next, slotAfter(next)];
      await publish({ edition, scheduledTime: slot.toISOString() }).catch((error: unknown) =>
        report({ code: 'slot-failed', edition, error: String(error) }),
      );
      slot = next;
    }
  }

  async function watchCutOffs(): Promise<void> {
    while (newsletter.editions.some(wantsLook) && !signal.aborted) {
      await publish({ cutOffs: true }).catch((error: unknown) =>
        report({ code: 'cut-offs-not-checked', error: String(error) }),
      );
      await clock.sleep(CUT_OFF_MINUTES * 60_000, signal);
    }
  }

  await Promise.all([...newsletter.editions.map(runEdition), watchCutOffs()]);
}
