import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Report } from '../../lambdas/core/ports.ts';
import { manageSubscriptionApp } from '../../lambdas/functions/manage-subscription/app.ts';
import type { OpenOptions } from '../system.ts';
import { devClockApp } from './dev-clock.ts';
import { devEventsApp } from './dev-events.ts';
import { openPostbox, SENDING } from './engine.ts';
import { type HeldLock, holdLock, isRunning, LockHeld, wantLock } from './lock.ts';
import { outboxApp } from './outbox/app.ts';
import { localPages } from './pages.ts';
import { pollOnSchedule } from './poll-on-schedule.ts';
import { runSchedule } from './schedule.ts';
import { serve } from './server.ts';
import { type OutboxStore, openOutbox } from './ses/store.ts';
import { openStores, type Stores } from './stores.ts';
import type { TimeMachine } from './time-machine.ts';
import { workQueues } from './workers.ts';

/** What `briefwire start` needs. */
export interface LaptopOptions extends OpenOptions {
  readonly port: number;
  readonly graceMs: number;
  readonly report: Report;
  /** Time jumps; default: it goes by. */
  readonly time?: TimeMachine;
}

/** A running laptop system. */
export interface Laptop {
  readonly url: string;
  readonly sesEndpoint: string;
  /** Which database, in words. */
  readonly database: string;
  readonly stores: Stores;
  /** Every mail that the local SES took. */
  readonly outbox: OutboxStore;
  /** Rejects when the queues cannot be worked any more. */
  readonly failed: Promise<void>;
  /** Settles what is under way and closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts everything on one port: pages, outbox, queues, schedule. Throws LockHeld when another process works this state
 * directory, WorkFailed when the port is taken; nothing is left running then.
 */
export async function startLaptop(options: LaptopOptions): Promise<Laptop> {
  const { time } = options;
  const stores = await openStores({ ...options, ...(time && { clock: time.clock }) });
  const undo: (() => unknown)[] = [stores.close];
  const stop = async () => {
    for (const each of undo.reverse()) await each();
    undo.length = 0;
  };
  try {
    const lock = await lockForStart(stores, options);
    undo.push(lock.release);
    const postbox = await openPostbox(stores);
    undo.push(postbox.stop);
    const outbox = postbox.ses?.store ?? openOutbox(stores.state.outbox);
    if (!postbox.ses) undo.push(() => outbox.close());

    const app = new Hono<{ Bindings: HttpBindings }>();
    const serving = await serve(app, options.port);
    undo.push(serving.stop);
    const siteUrl = `http://localhost:${serving.port}`;
    const { newsletter, graceMs, report } = options;
    const pages = localPages(stores, { newsletter, mailer: postbox.mailer, siteUrl, report });
    app.route('/', outboxApp(outbox));
    app.route('/', devEventsApp({ ...stores, report }));
    const queues = [stores.planQueue, stores.deliveryQueue, stores.feedbackQueue];
    if (time) app.route('/', devClockApp(time, { queues, outbox }));
    app.route('/', manageSubscriptionApp(pages));

    const abort = new AbortController();
    const work = { stores, newsletter, mailer: postbox.mailer, siteUrl, graceMs, report, ...time };
    const working = workQueues(work, abort.signal);
    const polling = pollOnSchedule(work, abort.signal);
    const publishing = runSchedule(work, abort.signal);
    undo.push(async () => {
      abort.abort();
      await Promise.allSettled([working, polling, publishing]);
    });
    lock.describe({ url: siteUrl });
    return {
      url: siteUrl,
      sesEndpoint: postbox.endpoint,
      database: stores.database,
      stores,
      outbox,
      // Ends only by rejecting: an orderly end comes from `stop`.
      failed: working.then(() => new Promise<void>(() => undefined)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** How often a start looks whether it has the lock now. */
const LOOK_AGAIN_MS = 300;

/**
 * A send that works the queues hands them over. Another start does not: LockHeld. A holder that is gone, or not known yet,
 * is somebody who has only just taken the lock, or only looks whether it is free.
 */
async function lockForStart(stores: Stores, { note }: LaptopOptions): Promise<HeldLock> {
  const { lock } = stores.state;
  let unwant: (() => void) | undefined;
  try {
    for (;;) {
      try {
        return holdLock(lock, 'briefwire start');
      } catch (error) {
        if (!(error instanceof LockHeld)) throw error;
        const { holder } = error;
        if (holder && isRunning(holder.pid) && holder.what !== SENDING) throw error;
        if (!unwant && holder?.what === SENDING) note(`\`${SENDING}\`, process ${holder.pid}, hands over.`);
        unwant ??= wantLock(lock);
        await stores.clock.sleep(LOOK_AGAIN_MS);
      }
    }
  } finally {
    unwant?.();
  }
}
