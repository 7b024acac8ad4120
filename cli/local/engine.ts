import { guardedMailer } from '../../lambdas/adapters/guarded-mailer.ts';
import { randomIds } from '../../lambdas/adapters/random-ids.ts';
import { sesClient } from '../../lambdas/adapters/ses-client.ts';
import { sesMailer } from '../../lambdas/adapters/ses-mailer.ts';
import { durationMs } from '../../lambdas/core/config.ts';
import type { Mailer, Report } from '../../lambdas/core/ports.ts';
import type { DeadLetters } from '../dead-letters.ts';
import type { OpenOptions, System } from '../system.ts';
import { holdLock, LockHeld, lockHolder, lockIsWanted } from './lock.ts';
import type { LocalQueue } from './queue.ts';
import type { LocalSes } from './ses/endpoint.ts';
import { anyCredentials, openStores, type Stores } from './stores.ts';
import { troubleLog } from './trouble.ts';

/** Port of `briefwire start` unless `--port` says otherwise; links of local mails lead there. */
export const DEFAULT_PORT = 8025;

/** Name of the configuration set that local mails name, as the stack's do in AWS. */
const CONFIGURATION_SET = 'briefwire-local';

/** What a command that works the queues itself is called in messages. */
export const SENDING = 'briefwire send';

/** How long a command that found the queues being worked waits before it looks again whether they still are. */
const LOOK_AGAIN_MS = 500;

/** Where mails go: our own endpoint, or whatever `AWS_ENDPOINT_URL_SES` names. */
export interface Postbox {
  readonly mailer: Mailer;
  readonly endpoint: string;
  /** Our own endpoint; absent when the environment names another. */
  readonly ses?: LocalSes;
  stop(): Promise<void>;
}

function namedEndpoint(): string | undefined {
  return process.env['AWS_ENDPOINT_URL_SES'] ?? process.env['AWS_ENDPOINT_URL'];
}

/** Starts the local SES endpoint on any free port, unless `AWS_ENDPOINT_URL_SES` names one. */
export async function openPostbox(stores: Stores): Promise<Postbox> {
  const named = namedEndpoint();
  const ses = named
    ? undefined
    : await (await import('./ses/endpoint.ts')).startSes({
        outbox: stores.state.outbox,
        clock: stores.clock,
        port: 0,
      });
  const endpoint = named ?? ses?.endpoint ?? '';
  const client = sesClient({ config: { endpoint, ...anyCredentials() } });
  const mailer = sesMailer({ client, clock: stores.clock, configurationSet: CONFIGURATION_SET });
  return {
    mailer: stores.identity ? guardedMailer(mailer, { identity: stores.identity }) : mailer,
    endpoint,
    ...(ses && { ses }),
    async stop() {
      client.destroy();
      await ses?.stop();
    },
  };
}

/** The laptop's system for a command. Its queues are worked here only while no `briefwire start` does. */
export async function openLaptop(options: OpenOptions): Promise<System> {
  const stores = await openStores(options);
  const graceMs = options.graceMs ?? durationMs(options.newsletter.delivery.grace);
  const trouble = troubleLog();
  const running = lockHolder(stores.state.lock);
  const local = `http://localhost:${DEFAULT_PORT}`;
  return {
    where: 'laptop',
    description: `${stores.database}, state in ${options.state}`,
    ...stores,
    newsletter: namedEndpoint()
      ? options.newsletter
      : { ...options.newsletter, siteUrl: running?.url ?? local },
    deadLetters: {
      plan: deadLettersOf(stores.planQueue),
      delivery: deadLettersOf(stores.deliveryQueue),
      feedback: deadLettersOf(stores.feedbackQueue),
    },
    ids: randomIds,
    graceMs,
    ...(running && { workedBy: `the running \`${running.what}\`` }),
    outbox: running?.url ? `${running.url}/outbox` : `${local}/outbox (when \`npm start\` runs)`,
    lastTrouble: trouble.last,
    hearsByItself: namedEndpoint() === undefined,
    work: (signal) => workWhenFree({ stores, options, graceMs, report: trouble.report }, signal),
    close: stores.close,
  };
}

function deadLettersOf(queue: Pick<LocalQueue<never>, 'counts' | 'redrive'>): DeadLetters {
  return {
    count: async () => queue.counts().dead,
    redrive: async () => ({ kind: 'done', moved: queue.redrive() }),
  };
}

interface Work {
  readonly stores: Stores;
  readonly options: OpenOptions;
  readonly graceMs: number;
  readonly report: Report;
}

/**
 * Works the queues as soon as nobody else does, so that a send goes on when the process that did is killed; hands them over
 * to a `briefwire start` that waits for them, which alone can be told of events.
 */
async function workWhenFree({ stores, options, graceMs, report }: Work, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const lock = lockIsWanted(stores.state.lock) ? undefined : tryLock(stores.state.lock);
    if (!lock) {
      await stores.clock.sleep(LOOK_AGAIN_MS, signal);
      continue;
    }
    const postbox = await openPostbox(stores);
    const { workQueues } = await import('./workers.ts');
    const ended = new AbortController();
    const wanted = untilWanted(stores, AbortSignal.any([signal, ended.signal]));
    try {
      // Local mails link to the local pages; mails that leave the machine link to the public ones.
      const siteUrl = postbox.ses ? `http://localhost:${DEFAULT_PORT}` : options.newsletter.siteUrl;
      const { newsletter } = options;
      const work = { stores, newsletter, mailer: postbox.mailer, siteUrl, graceMs, report };
      await workQueues(work, AbortSignal.any([signal, wanted.signal]));
    } finally {
      ended.abort();
      await wanted.watching;
      await postbox.stop();
      lock.release();
    }
  }
}

/** A signal that aborts when another process wants the lock; watches until `end` aborts. */
function untilWanted({ state, clock }: Stores, end: AbortSignal) {
  const wanted = new AbortController();
  const watch = async () => {
    while (!end.aborted && !wanted.signal.aborted) {
      if (lockIsWanted(state.lock)) wanted.abort();
      else await clock.sleep(LOOK_AGAIN_MS, end);
    }
  };
  return { signal: wanted.signal, watching: watch() };
}

function tryLock(file: string) {
  try {
    return holdLock(file, SENDING);
  } catch (error) {
    if (error instanceof LockHeld) return undefined;
    throw error;
  }
}
