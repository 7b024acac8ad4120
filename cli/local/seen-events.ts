import type { FeedbackEvent } from '../../lambdas/core/delivery/ses-event.ts';
import type { EventDocument } from '../feed-events.ts';

/** About 15 MB; then it starts anew, for it only saves work. */
const MOST = 100_000;

/** Remembers documents that are recorded, for a program that hands in all events again and again. */
export function seenEvents(most = MOST) {
  const seen = new Set<string>();
  return {
    has: ({ events }: EventDocument): boolean =>
      events.length > 0 && events.every((event) => seen.has(nameOf(event))),
    add(documents: readonly EventDocument[]): void {
      for (const event of documents.flatMap(({ events }) => events)) {
        if (seen.size >= most) seen.clear();
        seen.add(nameOf(event));
      }
    },
  };
}

function nameOf({ messageId, tags, fact }: FeedbackEvent): string {
  return JSON.stringify([messageId, tags.issue, tags.delivery, tags.attempt, fact]);
}
