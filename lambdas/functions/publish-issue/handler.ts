import { slotInstant } from '../../core/issue/slot.ts';
import { type PublishDeps, publishSlot } from '../../core/publish-issue.ts';

/** What EventBridge Scheduler hands over. */
export interface SlotEvent {
  /** Id of an edition in `newsletter.config.ts`. */
  readonly edition: string;
  /** ISO 8601 instant of the slot, as `<aws.scheduler.scheduled-time>` becomes. */
  readonly scheduledTime: string;
}

/** What the invocation answers, for whoever invokes it by hand. */
export interface SlotAnswer {
  readonly kind: 'published' | 'skipped' | 'repeated';
  readonly issue: string;
  readonly reason?: string;
}

/** Handles a slot; throws on an event that is none, so that it ends where failed invocations go. */
export function publishIssueHandler(deps: PublishDeps): (event: SlotEvent) => Promise<SlotAnswer> {
  return async ({ edition, scheduledTime }) => {
    if (typeof edition !== 'string' || typeof scheduledTime !== 'string') {
      throw new Error('not a slot: the event needs "edition" and "scheduledTime"');
    }
    const at = slotInstant(scheduledTime, deps.clock.now());
    const { kind, issue } = await publishSlot(deps, { edition, at });
    return { kind, issue: issue.id, ...(issue.reason !== undefined && { reason: issue.reason }) };
  };
}
