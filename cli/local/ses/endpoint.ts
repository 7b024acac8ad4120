import { systemClock } from '../../../lambdas/adapters/system-clock.ts';
import type { Clock, Report } from '../../../lambdas/core/ports.ts';
import { reportToStderr } from '../report.ts';
import { serve } from '../server.ts';
import { sesApp } from './app.ts';
import type { Account, Desk } from './desk.ts';
import { type EventListener, pumpEvents } from './event-pump.ts';
import { type Fault, type FaultPlan, faultPlan } from './faults.ts';
import { rateLimit } from './rate-limit.ts';
import { type OutboxStore, openOutbox } from './store.ts';

/** How the local SES behaves; everything has a default. */
export interface SesOptions {
  /** File that keeps mails and events; default: in memory. */
  readonly outbox?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  readonly clock?: Clock;
  /** Recipients in 24 hours, default 50,000 (200 in the sandbox); -1 is unlimited. */
  readonly max24Hour?: number;
  /** Recipients per second, default 200 (1 in the sandbox). */
  readonly maxPerSecond?: number;
  /** A new account: only verified senders and recipients, and the mailbox simulator. */
  readonly sandbox?: boolean;
  /** Verified addresses and domains; given, senders are checked. VerifyEmailIdentity adds to them. */
  readonly verified?: readonly string[];
  /** Configuration sets that exist; absent: any. Only mails with one have their events published, as in AWS. */
  readonly configurationSets?: readonly string[];
  /** Refuse what strict mail servers on the way refuse (bare LF, lines over 998 bytes, 8-bit headers); default true. */
  readonly strict?: boolean;
  /** Region that error messages name; default `us-east-1`. */
  readonly region?: string;
  readonly faults?: readonly Fault[];
  /** Gets every published event at least once, in order, also those of before a crash. */
  readonly onEvents?: EventListener;
  /** Hears when `onEvents` threw; default: a line of JSON on stderr. */
  readonly report?: Report;
}

/** A running local SES. */
export interface LocalSes {
  /** For `AWS_ENDPOINT_URL_SES`. */
  readonly endpoint: string;
  readonly store: OutboxStore;
  readonly faults: FaultPlan;
  /** May be called twice. */
  stop(): Promise<void>;
}

/** Starts the endpoint on 127.0.0.1. Throws `WorkFailed` when the port is taken. */
export async function startSes(options: SesOptions = {}): Promise<LocalSes> {
  const desk = openDesk(options);
  const { store, clock } = desk;
  try {
    const faults = faultPlan(options.faults);
    const closing = new AbortController();
    const app = sesApp(desk, faults, closing.signal);
    const serving = await serve(app, options.port ?? 0);
    const pump =
      options.onEvents && pumpEvents(store, options.onEvents, clock, options.report ?? reportToStderr);
    const close = async () => {
      closing.abort();
      await serving.stop();
      await pump?.stop();
      store.close();
    };
    let closed: Promise<void> | undefined;
    return {
      endpoint: serving.url,
      store,
      faults,
      stop: () => {
        closed ??= close();
        return closed;
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** What `sesApp` needs, for mounting it beside other apps; its caller closes `store`. */
export function openDesk(options: SesOptions = {}): Desk {
  const { sandbox = false } = options;
  const account: Account = {
    max24Hour: options.max24Hour ?? (sandbox ? 200 : 50_000),
    maxPerSecond: options.maxPerSecond ?? (sandbox ? 1 : 200),
    sandbox,
    checkSenders: options.verified !== undefined,
    configurationSets: options.configurationSets,
    strict: options.strict ?? true,
    region: options.region ?? 'us-east-1',
  };
  const store = openOutbox(options.outbox ?? ':memory:');
  for (const identity of options.verified ?? []) store.identities.add(identity);
  return { account, store, rate: rateLimit(account.maxPerSecond), clock: options.clock ?? systemClock };
}
