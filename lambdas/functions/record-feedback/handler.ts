import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { parseSesText } from '../../core/delivery/ses-documents.ts';
import type { FeedbackEvent } from '../../core/delivery/ses-event.ts';
import { type FeedbackDeps, recordFeedback } from '../../core/record-feedback.ts';

/**
 * Records the events of a batch of messages, each an SNS message around an event, or the event itself. Named as failed:
 * messages whose events a store failed on, and those that are no event, which so end in the dead-letter queue where a
 * person sees them.
 */
export function recordFeedbackHandler(
  deps: FeedbackDeps,
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
    const result = await recordFeedback(deps, [...messageOf.keys()]);
    for (const event of result.failed) failed.add(messageOf.get(event) ?? '');
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
