import { TYPICAL } from '../../lambdas/core/delivery/cost.ts';
import { type FeedbackEvent, parseSesEvent } from '../../lambdas/core/delivery/ses-event.ts';
import { recordFeedback } from '../../lambdas/core/record-feedback.ts';
import type { Stage } from './stage.ts';

/** Has the events that SES published so far recorded, in batches as the function gets them; returns how many. */
export async function recordEvents(stage: Stage, endpoint: string, most: number): Promise<number> {
  const answer = await fetch(`${endpoint}/dev/ses/events?after=0`);
  const { events } = (await answer.json()) as { events: { document: Record<string, unknown> }[] };
  const parsed = events.slice(0, most).map(({ document }): FeedbackEvent => {
    const read = parseSesEvent(document);
    if (read.kind !== 'event') throw new Error(`an event of the local SES was read as ${read.kind}`);
    return read.event;
  });
  for (let start = 0; start < parsed.length; start += TYPICAL.eventsPerRun) {
    const batch = parsed.slice(start, start + TYPICAL.eventsPerRun);
    const { recorded } = await recordFeedback({ ...stage, report: () => undefined }, batch);
    if (recorded !== batch.length) throw new Error(`${recorded} of ${batch.length} events were recorded`);
  }
  return parsed.length;
}
