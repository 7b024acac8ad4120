import { PRICES, type PriceName } from './cost-prices.ts';
import { CHUNK_SIZE, PART_SIZE, SHARDS } from './delivery.ts';

/** What an issue asks of AWS; the defaults of the rest are in `TYPICAL`. */
export interface Workload {
  readonly mails: number;
  /** What SES grants a second: the slower, the longer the senders wait, and waiting is paid for. */
  readonly perSecond: number;
  /** Request units of DynamoDB a mail, from the first plan to the last event. */
  readonly writesPerMail: number;
  readonly readsPerMail: number;
  /** Runs of `deliver-mail` at a time, and the memory of one. */
  readonly senders: number;
  readonly senderGb: number;
  /** Events of SES a mail: Send and Delivery, and some bounces and delays. */
  readonly eventsPerMail: number;
  /** Events that one run of `record-feedback` takes, how long it takes, and its memory. */
  readonly eventsPerRun: number;
  readonly eventRunSeconds: number;
  readonly eventRunGb: number;
  /** How often the plan goes over the whole list: the first time, once more to close, and after doubts. */
  readonly plans: number;
  /** Requests of readers for pages and one-click unsubscribing, a mail. */
  readonly visitsPerMail: number;
}

/** What `npm run bench` counted from the real requests, rounded up, and what a list of ordinary manners asks for. */
export const TYPICAL: Omit<Workload, 'mails' | 'perSecond'> = {
  writesPerMail: 9,
  readsPerMail: 2,
  senders: 2,
  senderGb: 0.5,
  eventsPerMail: 2.05,
  eventsPerRun: 50,
  eventRunSeconds: 0.5,
  eventRunGb: 0.5,
  plans: 3,
  visitsPerMail: 0.02,
};

/** Seconds that the plan takes for one part of the list, and the memory of `plan-audience`. */
const PLAN_PART_SECONDS = 2;
const PLAN_GB = 0.5;
/** A request for a page, and the memory of `manage-subscription`. */
const VISIT_SECONDS = 0.1;
const VISIT_GB = 0.5;
/** A receive and a delete; a send carries up to ten chunks. */
const REQUESTS_PER_CHUNK = 2.1;
/** SQS hands over ten messages a request at most, and deletes as many. */
const EVENTS_PER_REQUEST = 10;
/** Lambda's own three lines about a run and ours, about 500 bytes each. */
const LOG_GB_PER_RUN = 2_000 / 1e9;

export interface CostLine {
  readonly name: PriceName;
  /** Of the price's unit. */
  readonly units: number;
  readonly usd: number;
}

/** The bill of one issue, SES's own part included; without free tiers, storage and what a quiet month costs. */
export function costOf(work: Workload): readonly CostLine[] {
  return (Object.entries(unitsOf(work)) as [PriceName, number][]).map(([name, units]) => ({
    name,
    units,
    usd: (units * PRICES[name].usd) / PRICES[name].per,
  }));
}

/** US dollars of all lines, or of those of SES or of the rest alone. */
export function totalOf(lines: readonly CostLine[], part: 'all' | 'ses' | 'beside-ses' = 'all'): number {
  const wanted = lines.filter(({ name }) => part === 'all' || (name === 'sesMail') === (part === 'ses'));
  return wanted.reduce((sum, { usd }) => sum + usd, 0);
}

function unitsOf(work: Workload): Record<PriceName, number> {
  const { mails } = work;
  const chunks = Math.ceil(mails / CHUNK_SIZE);
  const parts = SHARDS * Math.ceil(mails / SHARDS / PART_SIZE);
  const events = mails * work.eventsPerMail;
  const eventRuns = events / work.eventsPerRun;
  const planRuns = parts * work.plans;
  const visits = mails * work.visitsPerMail;
  const runs = chunks + eventRuns + planRuns + visits;
  // A sender is paid for while it waits for its turn.
  const sending = (mails / work.perSecond) * work.senders * work.senderGb;
  return {
    sesMail: mails,
    dynamoWrite: mails * work.writesPerMail,
    dynamoRead: mails * work.readsPerMail,
    // An event is a request when SNS hands it over, and part of a receive and of a delete.
    sqsRequest: chunks * REQUESTS_PER_CHUNK + events + (2 * events) / EVENTS_PER_REQUEST + 3 * planRuns,
    snsPublish: events,
    lambdaRequest: runs,
    lambdaTime:
      sending +
      eventRuns * work.eventRunSeconds * work.eventRunGb +
      planRuns * PLAN_PART_SECONDS * PLAN_GB +
      visits * VISIT_SECONDS * VISIT_GB,
    // Topics, a skeleton and its audience; the plan reads topics and part, a run its skeletons.
    s3Put: parts + 10,
    s3Get: 2 * planRuns + chunks,
    httpApi: visits,
    logs: runs * LOG_GB_PER_RUN,
  };
}
