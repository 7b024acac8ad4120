import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Clock } from '../../lambdas/core/ports.ts';
import type { RecordFeedbackDeps } from '../../lambdas/functions/record-feedback/handler.ts';
import { type EventDocument, feedEvents, readEventDocuments } from '../feed-events.ts';
import { type FeedbackMessage, queueFeedback } from './feedback-queue.ts';
import { loopbackOnly } from './loopback-only.ts';
import type { LocalQueue } from './queue.ts';
import { seenEvents } from './seen-events.ts';

const LARGEST_BODY = 64 * 1024 * 1024;
/** SNS carries messages up to this size; the envelope around one may add as much again. */
const LARGEST_DOCUMENT = 512 * 1024;
/** What is not recorded by then goes to the queue: nobody waits longer for an answer. */
const PATIENCE_MS = 3_000;

type SeenEvents = ReturnType<typeof seenEvents>;

export interface DevEventsDeps extends RecordFeedbackDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly feedbackQueue: Pick<LocalQueue<FeedbackMessage>, 'send'>;
}

/**
 * `POST /dev/ses-events`, localhost only: what SES publishes through SNS in AWS, for an SES endpoint that stands in for it.
 * The body is an event, an SNS message around one, a list of them, or JSON lines. 200 with counts once each event is
 * recorded or durably queued; 400 with `error` when one is none, and then nothing was taken.
 */
export function devEventsApp(deps: DevEventsDeps): Hono {
  const app = new Hono();
  const seen = seenEvents();
  const tooLarge = `The body is larger than ${LARGEST_BODY} bytes: send the events in parts.`;
  app.post(
    '/dev/ses-events',
    loopbackOnly(),
    bodyLimit({ maxSize: LARGEST_BODY, onError: (c) => c.json({ error: tooLarge }, 413) }),
    async (c) => {
      const read = readEventDocuments(await c.req.text());
      if (!read.ok)
        return c.json({ error: `The body was refused: ${read.fault}. Nothing was recorded.` }, 400);
      const large = read.documents.findIndex(
        (each) => JSON.stringify(each.document).length > LARGEST_DOCUMENT,
      );
      if (large >= 0) {
        return c.json(
          { error: `Document ${large + 1} is larger than SNS delivers. Nothing was recorded.` },
          400,
        );
      }
      return c.json(await take(deps, seen, read.documents));
    },
  );
  app.all('/dev/ses-events', (c) =>
    c.json({ error: 'Events are posted here: POST only.' }, 405, { Allow: 'POST' }),
  );
  return app;
}

const eventsIn = (documents: readonly EventDocument[]) =>
  documents.reduce((total, each) => total + each.events.length, 0);

/**
 * Some post everything they have each time: what was recorded before costs nothing then, and the newest, which a doubt may
 * hang on, come first.
 */
async function take(deps: DevEventsDeps, seen: SeenEvents, documents: readonly EventDocument[]) {
  const until = deps.clock.now().getTime() + PATIENCE_MS;
  const news = documents.filter((each) => !seen.has(each)).reverse();
  const { fed, left, done } = await feedEvents(deps, news, () => deps.clock.now().getTime() < until);
  seen.add(done);
  await queueFeedback(deps.feedbackQueue, left.map(({ document }) => document).reverse());
  const repeated = eventsIn(documents) - eventsIn(news);
  return {
    ...fed,
    events: fed.events + repeated,
    recorded: fed.recorded + repeated,
    queued: eventsIn(left),
  };
}
