import pLimit from 'p-limit';
import { countFresh, emptyTally, type FeedbackTally, totals } from './delivery/feedback-tally.ts';
import { type DeliveryFeedback, groupFeedback } from './delivery/group-feedback.ts';
import type { FeedbackEvent } from './delivery/ses-event.ts';
import { bouncedInARow, RECENT_ISSUES, SOFT_BOUNCES, softBounce } from './delivery/soft-bounces.ts';
import { causeOf, type SuppressDeps, suppressByAddress, suppressReader } from './delivery/suppress-reader.ts';
import type { Clock, Issues, Ledger } from './ports.ts';
import type { SuppressionCause } from './subscribers/subscriber.ts';

export interface FeedbackDeps extends SuppressDeps {
  readonly ledger: Pick<Ledger, 'record' | 'delivery' | 'count'>;
  readonly issues: Pick<Issues, 'heads'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What became of a batch of events. */
export interface FeedbackResult {
  /** Events that stand in the ledger now, those that stood there before included. */
  readonly recorded: number;
  /** Of deliveries that nobody claimed here. */
  readonly withoutDelivery: readonly FeedbackEvent[];
  /** Events of mails that belong to no issue. */
  readonly others: number;
  /** Readers who were suppressed just now. */
  readonly suppressed: number;
  /** Events to hand in again: a store failed on them. */
  readonly failed: readonly FeedbackEvent[];
}

/** Deliveries at a time: the table answers within milliseconds, and a batch is some hundred of them. */
const PARALLEL = 16;

/** A batch under way. */
interface Batch extends FeedbackDeps {
  readonly tally: FeedbackTally;
  /** Read once, and only when a soft bounce asks for it. */
  readonly recentIds: () => Promise<readonly string[]>;
}

/**
 * Notes what SES reports: facts in the ledger, suppressions, display counters. Events may come twice, in any order and
 * before our own write; the end is the same. Where a store fails on one, that event is in `failed` and the others are
 * done; handing it in again repeats nothing that was done. `proveArrival` comes after it.
 */
export async function recordFeedback(
  deps: FeedbackDeps,
  events: readonly FeedbackEvent[],
): Promise<FeedbackResult> {
  const { deliveries, others } = groupFeedback(events);
  let recent: Promise<readonly string[]> | undefined;
  const recentIds = () => {
    recent ??= newestIds(deps.issues);
    return recent;
  };
  const batch: Batch = { ...deps, tally: emptyTally(), recentIds };
  const limit = pLimit(PARALLEL);
  await Promise.all([
    ...deliveries.map((each) => limit(() => guarded(batch, each.events, () => recordDelivery(batch, each)))),
    ...others.map((each) => limit(() => guarded(batch, [each], () => recordOther(batch, each)))),
  ]);
  await addCounters(batch);
  const { recorded, withoutDelivery, suppressed, failed } = batch.tally;
  const result = { recorded, withoutDelivery, others: others.length, suppressed, failed };
  deps.report({
    code: 'feedback-recorded',
    events: events.length,
    ...totals(batch.tally),
    ...result,
    withoutDelivery: withoutDelivery.length,
    failed: failed.length,
  });
  return result;
}

async function newestIds(issues: FeedbackDeps['issues']): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of issues.heads()) {
    ids.push(id);
    if (ids.length === RECENT_ISSUES) break;
  }
  return ids;
}

/** One delivery's fault keeps no other from being noted. */
async function guarded(
  batch: Batch,
  events: readonly FeedbackEvent[],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    batch.tally.failed.push(...events);
    batch.report({ code: 'feedback-failed', events: events.length, error });
  }
}

async function recordDelivery(batch: Batch, { key, seen, events }: DeliveryFeedback): Promise<void> {
  const { ledger, tally } = batch;
  const now = batch.clock.now().toISOString();
  let known = false;
  let soft = false;
  for (const each of seen) {
    const outcome = await ledger.record(key, each, now);
    if (outcome.kind === 'no-row') continue;
    known = true;
    countFresh(tally, outcome.delivery, outcome.fresh);
    soft = softBounce(outcome.delivery) === 'soft';
  }
  const cause = causeOf(events, now) ?? (soft ? await softCause(batch, key, events, now) : undefined);
  const recipients = events.flatMap((each) => each.recipients);
  if (cause && (await suppressReader(batch, key.subscriberId, cause, recipients))) tally.suppressed += 1;
  if (known) tally.recorded += events.length;
  else {
    tally.withoutDelivery.push(...events);
    batch.report({ code: 'feedback-without-delivery', issue: key.issueId, subscriber: key.subscriberId });
  }
}

/** Only a soft bounce makes the reader's other issues be looked at; whatever else comes costs one write. */
async function softCause(
  batch: Batch,
  key: DeliveryFeedback['key'],
  events: readonly FeedbackEvent[],
  at: string,
): Promise<SuppressionCause | undefined> {
  if (!events.some(({ fact }) => 'bounce' in fact && fact.bounce.type === 'transient')) return undefined;
  const givenUp = await bouncedInARow(batch.ledger, key, await batch.recentIds());
  return givenUp ? { reason: 'soft-bounces', at, detail: `${SOFT_BOUNCES} in a row` } : undefined;
}

/** Confirmations, notices, notifications of an identity: there is no row to note it in, but a person to leave alone. */
async function recordOther({ tally, ...deps }: Batch, event: FeedbackEvent): Promise<void> {
  const cause = causeOf([event], deps.clock.now().toISOString());
  if (!cause) return;
  const suppressed = await suppressByAddress(deps, event.recipients, cause);
  tally.suppressed += suppressed;
}

/** For display: a fault here is told and not repeated, or the events would count twice. */
async function addCounters({ ledger, tally, report }: Batch): Promise<void> {
  try {
    for (const [issueId, sums] of tally.counters) await ledger.count(issueId, sums);
  } catch (error) {
    report({ code: 'feedback-counters-failed', error });
  }
}

/**
 * Notes that the events of mails up to the latest of these do arrive, which lets doubts without an event be tried again.
 * So it is called when all of them are recorded, and never vouches for more than our own clock: one wrong instant would
 * speak for everything to come.
 */
export async function proveArrival(
  { ledger, clock }: { readonly ledger: Pick<Ledger, 'feedbackSeen'>; readonly clock: Pick<Clock, 'now'> },
  events: readonly FeedbackEvent[],
): Promise<void> {
  const now = clock.now().toISOString();
  const latest = events.map(({ mailAt }) => mailAt).reduce((a, b) => (a > b ? a : b), '');
  if (latest !== '') await ledger.feedbackSeen(latest < now ? latest : now);
}
