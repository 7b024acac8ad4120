import { rmSync } from 'node:fs';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { accountFor } from '../../lambdas/core/delivery/account.ts';
import { issueOfTag } from '../../lambdas/core/delivery/message-tags.ts';
import type { Accounting, IssueHead } from '../../lambdas/core/issue/issue.ts';
import type { Report } from '../../lambdas/core/ports.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import { onProcessEnd } from '../local/exit-hooks.ts';
import { startLaptop } from '../local/laptop.ts';
import type { OutboxMail, OutboxStore } from '../local/ses/store.ts';
import { runUntil, timeMachine } from '../local/time-machine.ts';

/** A briefing that somebody puts into the inbox. */
export interface Drop {
  readonly at: Date;
  /** A plain file name; its ending says how it is read. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** What a simulation starts from. */
export interface Simulation {
  readonly newsletter: Newsletter;
  /** An empty state directory, which is left full. */
  readonly state: string;
  /** Whoever interrupts the process takes the state along: it holds the readers' addresses. */
  readonly temporary?: boolean;
  readonly from: Date;
  readonly until: Date;
  readonly readers: readonly Subscriber[];
  readonly drops: readonly Drop[];
  readonly note: (text: string) => void;
  readonly report: Report;
  /** Hears how far time has come, at each drop. */
  readonly progress?: (at: Date) => void;
}

/** A mail that went out. */
export interface SimulatedMail {
  /** ISO 8601. */
  readonly at: string;
  readonly to: string;
  readonly subject: string;
  /** Absent for a notice to the owner. */
  readonly issue?: string;
}

/** An issue as it stood at the end. */
export interface SimulatedIssue extends Pick<IssueHead, 'id' | 'edition' | 'state' | 'outcome' | 'frozenAt'> {
  /** Why it was skipped or superseded. */
  readonly reason?: string;
  readonly accounting: Accounting;
  /** Reason → how many, of those who got none. */
  readonly classes: Readonly<Record<string, number>>;
}

/** Who got what when. */
export interface Simulated {
  /** In the order in which they went out. */
  readonly mails: readonly SimulatedMail[];
  /** The earliest first. */
  readonly issues: readonly SimulatedIssue[];
}

/** Settings that lead to somebody else's services: a simulation talks to its own. */
const OUTSIDE = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_SES', 'AWS_ENDPOINT_URL_DYNAMODB'];

/**
 * Runs the whole laptop system (engine, queues, SES endpoint, schedule) on a clock that jumps from event to event, and
 * tells who got what when. Sources are not polled: the web has no news of those days.
 */
export async function simulate(simulation: Simulation): Promise<Simulated> {
  const { from, until, readers, drops, state, note, report } = simulation;
  for (const name of OUTSIDE) delete process.env[name];
  const time = timeMachine(from);
  const newsletter = { ...simulation.newsletter, sources: [] };
  const laptop = await startLaptop({
    ...{ newsletter, state, note, report, time },
    where: 'laptop',
    port: 0,
    graceMs: 900_000,
  });
  // Behind the hook of the engine, which ends it by files in there.
  const unhook = simulation.temporary
    ? onProcessEnd(() => rmSync(state, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
    : () => undefined;
  try {
    const { stores, outbox } = laptop;
    const watched = {
      queues: [stores.planQueue, stores.deliveryQueue, stores.feedbackQueue],
      outbox,
    };
    for (const reader of readers) await stores.subscribers.add(reader);
    for (const { at, name, content } of drops.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
      await Promise.race([runUntil(time, watched, at), laptop.failed]);
      await stores.sources.add(name, content);
      simulation.progress?.(at);
    }
    await Promise.race([runUntil(time, watched, until), laptop.failed]);
    const heads: IssueHead[] = [];
    for await (const head of stores.issues.heads()) heads.push(head);
    const issues: SimulatedIssue[] = [];
    for (const { id, edition, state, outcome, frozenAt, reason, ending } of heads.reverse()) {
      const { accounting, classes } = await accountFor({ ...stores, newsletter, graceMs: 900_000 }, id);
      const why = reason ?? ending?.reason;
      issues.push({
        ...{ id, state, frozenAt, accounting, classes },
        ...(edition !== undefined && { edition }),
        ...(outcome && { outcome }),
        ...(why && { reason: why }),
      });
    }
    return { mails: mailsOf(outbox), issues };
  } finally {
    await laptop.stop();
    unhook();
  }
}

function mailsOf(outbox: OutboxStore): SimulatedMail[] {
  const all: OutboxMail[] = [];
  for (let before: number | undefined; ; ) {
    const { mails, older } = outbox.list({}, { before, limit: 500 });
    all.push(...mails);
    if (older === undefined) break;
    before = older;
  }
  return all.reverse().map(({ at, destinations: [to = ''], subject, tags: { issue } }) => ({
    ...{ at, to, subject },
    ...(issue !== undefined && { issue: issueOfTag(issue) }),
  }));
}
