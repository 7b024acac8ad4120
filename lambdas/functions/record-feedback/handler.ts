import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { parseSesText } from '../../core/delivery/ses-documents.ts';
import type { FeedbackEvent } from '../../core/delivery/ses-event.ts';
import type { Ledger } from '../../core/ports.ts';
import { type FeedbackDeps, proveArrival, recordFeedback } from '../../core/record-feedback.ts';

export interface RecordFeedbackDeps extends FeedbackDeps {
  readonly ledger: FeedbackDeps['ledger'] & Pick<Ledger, 'feedbackSeen'>;
}

/**
 * Records the events of a batch of messages, each an SNS message around an event, or the event itself. Named as failed:
 * messages whose events a store failed on, and those that are no event, which so end in the dead-letter queue where a
 * person sees them.
 */
export function recordFeedbackHandler(
  deps: RecordFeedbackDeps,
): (event: Pick<SQSEvent, 'Records'>) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const messageOf = new Map<FeedbackEvent, string>();
    const failed = new Set<string>();
    for (const { messageId, body } of Records) {
      for (const parsed of parseSesText(body)) {
        if (parsed.kind === 'event') messageOf.set(parsed.event, messageId);
        if (parsed.kind === 'bad') {
          failed.add(messageId);
          deps.report({ code: 'feedback-unreadable', messageId, reason: parsed.reason });
        }
      }
    }
    const events = [...messageOf.keys()];
    const result = await recordFeedback(deps, events);
    if (result.failed.length === 0) await proveArrival(deps, events);
    for (const event of result.failed) failed.add(messageOf.get(event) ?? '');
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
