import { checkDrafts } from '../../core/gate/check-drafts.ts';
import { checkCutOffs } from '../../core/issue/check-cut-offs.ts';
import { slotInstant } from '../../core/issue/slot.ts';
import { type PublishDeps, publishSlot } from '../../core/publish-issue.ts';

/** What EventBridge Scheduler hands over. */
export interface SlotEvent {
  /** Id of an edition in `newsletter.config.ts`. */
  readonly edition: string;
  /** ISO 8601 instant of the slot, as `<aws.scheduler.scheduled-time>` becomes. */
  readonly scheduledTime: string;
}

/** Between the slots: is there something to tell at the next ones, is a draft due? */
export interface CutOffEvent {
  readonly cutOffs: true;
}

/** What the invocation answers, for whoever invokes it by hand. */
export interface SlotAnswer {
  readonly kind: 'published' | 'skipped' | 'repeated' | 'waiting' | 'checked';
  readonly issue?: string;
  readonly reason?: string;
}

/** Handles a slot, or looks at the cut-offs; throws on another event, so that it ends where failed invocations go. */
export function publishIssueHandler(
  deps: PublishDeps,
): (event: SlotEvent | CutOffEvent) => Promise<SlotAnswer> {
  return async (event) => {
    if ('cutOffs' in event) {
      await checkCutOffs(deps);
      await checkDrafts(deps);
      return { kind: 'checked' };
    }
    const { edition, scheduledTime } = event;
    if (typeof edition !== 'string' || typeof scheduledTime !== 'string') {
      throw new Error('not a slot: the event needs "edition" and "scheduledTime"');
    }
    const at = slotInstant(scheduledTime, deps.clock.now());
    const { kind, issue } = await publishSlot(deps, { edition, at });
    return { kind, issue: issue.id, ...(issue.reason !== undefined && { reason: issue.reason }) };
  };
}
