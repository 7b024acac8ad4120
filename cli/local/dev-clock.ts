import { Hono } from 'hono';
import { z } from 'zod';
import { durationMs } from '../../lambdas/core/config.ts';
import { loopbackOnly } from './loopback-only.ts';
import { runUntil, type TimeMachine, type Watched } from './time-machine.ts';

/** The furthest that one request moves the clock. */
const LONGEST_MS = 366 * 86_400_000;

const wish = z.union([
  z.strictObject({ to: z.iso.datetime({ offset: true }) }),
  z.strictObject({ forward: z.string().regex(/^\d+(s|m|h)$/) }),
]);

const HOW = 'Post {"to": "2026-10-25T05:00:00Z"} or {"forward": "2h"}, at most 366 days ahead.';

/**
 * `/dev/clock` of a time machine, localhost only. GET tells its time; POST lets it go on, event by event, and answers once
 * all that is due by then is done. 400 with `error` for another body or a time that is past.
 */
export function devClockApp(time: TimeMachine, watched: Watched): Hono {
  const app = new Hono();
  let moving: Promise<void> = Promise.resolve();
  const now = () => ({ now: time.clock.now().toISOString() });
  app.use('/dev/clock', loopbackOnly());
  app.get('/dev/clock', (c) => c.json(now()));
  app.post('/dev/clock', async (c) => {
    const wanted = wish.safeParse(await c.req.json().catch(() => undefined));
    if (!wanted.success) return c.json({ error: HOW }, 400);
    const start = time.clock.now().getTime();
    const target = 'to' in wanted.data ? Date.parse(wanted.data.to) : start + durationMs(wanted.data.forward);
    if (target < start || target - start > LONGEST_MS) return c.json({ error: HOW, ...now() }, 400);
    // One after another: two journeys at once would jump over each other's events.
    const journey = moving.then(() => runUntil(time, watched, new Date(target)));
    moving = journey.catch(() => undefined);
    await journey;
    return c.json(now());
  });
  return app;
}
