import { accountFor, closeIfDone, type IssueAccount } from '../lambdas/core/delivery/account.ts';
import type { IssueHead } from '../lambdas/core/issue/issue.ts';
import { progressBar } from './progress.ts';
import type { System } from './system.ts';

/** How the wait for an issue ended. */
export type DeliveryEnd =
  /** Nobody waits and nothing is in doubt; the issue is closed. */
  | 'done'
  /** SES refuses the account or sender; the issue paused itself. */
  | 'paused'
  /** The only ones left have an unanswered send, and their grace is longer than a person waits at a prompt. */
  | 'uncertain'
  /** Nothing moved for a while: SES cannot be reached, throttles, or its quota is used up. */
  | 'stalled';

/** What the wait came to. */
export interface Delivered {
  readonly end: DeliveryEnd;
  readonly account: IssueAccount;
  readonly issue: IssueHead;
}

/** Milliseconds without any progress after which the command gives the prompt back, unless told otherwise. */
export const PATIENCE_MS = 45_000;
/** A grace up to this long is waited for, several times: events may come late, and the end of a list waits longest. */
const LONGEST_GRACE_WAITED_MS = 15_000;
const GRACES = 5;
const EVENTS_MS = 5_000;
const LOOK_EVERY_MS = 200;

/** Decides from one look at an issue whether waiting is over; `undefined`: go on. */
export function endOf(look: {
  readonly issue: Pick<IssueHead, 'state'>;
  readonly account: Pick<IssueAccount, 'planned' | 'accounting'>;
  /** Milliseconds since the account or the queue last changed. */
  readonly unchangedMs: number;
  readonly graceMs: number;
  readonly patienceMs: number;
}): DeliveryEnd | undefined {
  const { issue, account, unchangedMs, graceMs, patienceMs } = look;
  if (issue.state === 'closed') return 'done';
  if (issue.state === 'paused') return 'paused';
  const { waiting, uncertain } = account.accounting;
  const graceWaited = graceMs <= LONGEST_GRACE_WAITED_MS;
  if (account.planned && waiting === 0 && uncertain > 0) {
    if (!graceWaited) return 'uncertain';
    return unchangedMs > GRACES * graceMs + EVENTS_MS ? 'uncertain' : undefined;
  }
  return unchangedMs > patienceMs ? 'stalled' : undefined;
}

/** How a command waits. */
export interface WatchOptions {
  /** No progress bar, as under `--json`. */
  readonly quiet: boolean;
  /** Milliseconds without progress after which waiting ends; default 45 s. */
  readonly patienceMs?: number;
}

/**
 * Works (or watches) an issue until it is done or waiting makes no sense, with progress on stderr. Nothing is lost by
 * giving up: what is missing stays in ledger and queue.
 */
export async function deliverIssue(
  system: System,
  issueId: string,
  options: WatchOptions,
): Promise<Delivered> {
  const stop = new AbortController();
  const working = system.work?.(stop.signal) ?? Promise.resolve();
  try {
    // Queues that cannot be worked end the wait by their error; an orderly end of the work comes only after it.
    const broken = working.then(() => new Promise<never>(() => undefined));
    const delivered = await Promise.race([watch(system, issueId, options), broken]);
    if (delivered.end === 'done' && system.work) await Promise.race([lastNotice(system), broken]);
    return delivered;
  } finally {
    stop.abort();
    await working;
  }
}

const ignore = () => undefined;

/** Looks at the queue before the owner's mail about the closed issue is left to the next command. */
const NOTICE_LOOKS = 20;

async function lastNotice({ deliveryQueue, clock }: System): Promise<void> {
  for (let look = 0; look < NOTICE_LOOKS && (await deliveryQueue.depth()) > 0; look += 1) {
    await clock.sleep(LOOK_EVERY_MS / 2);
  }
}

async function watch(
  system: System,
  issueId: string,
  { quiet, patienceMs = PATIENCE_MS }: WatchOptions,
): Promise<Delivered> {
  const { clock } = system;
  let bar: ReturnType<typeof progressBar> | undefined;
  let last = '';
  let changedAt = clock.now().getTime();
  try {
    for (;;) {
      const began = clock.now().getTime();
      const account = await accountFor(system, issueId);
      const { accounting } = account;
      // Chunks of before that find everybody taken move nothing in the account, and whoever is in doubt comes after them.
      const now = JSON.stringify([accounting, await system.deliveryQueue.depth()]);
      if (now !== last) changedAt = began;
      last = now;
      if (account.planned) bar ??= progressBar('mails', accounting.frozen - accounting.excluded, quiet);
      bar?.advance(accounting.accepted + accounting.failed);
      if (account.planned && account.open === 0) await closeIfDone({ ...system, report: ignore }, issueId);
      const issue = await system.issues.head(issueId);
      if (!issue) throw new Error(`issue ${issueId} is gone while it was being delivered`);
      const unchangedMs = clock.now().getTime() - changedAt;
      const end = endOf({ issue, account, unchangedMs, graceMs: system.graceMs, patienceMs });
      // Somebody else may have closed it after this look.
      if (end === 'done') return { end, issue, account: await accountFor(system, issueId) };
      if (end) return { end, issue, account };
      // A look reads the whole ledger of the issue: five times as much rest as work keeps it out of the senders' way.
      await clock.sleep(Math.max(LOOK_EVERY_MS, 5 * (clock.now().getTime() - began)));
    }
  } finally {
    bar?.stop();
  }
}
