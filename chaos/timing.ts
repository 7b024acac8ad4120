/**
 * The product's intervals, shortened so that a run takes seconds. Their order is the product's: a call ends before its
 * lease does, events that are not withheld come well within the grace.
 */
export const GRACE_MS = 2_000;
export const LEASE = { ms: 6_000, callMs: 3_000 } as const;
/** SES's answer is waited for this long. */
export const ANSWER_MS = 2_500;

/** Messages that a killed worker held come back after this, and those that a slow one still holds. */
export const DELIVERY_SECONDS = 8;
export const FEEDBACK_SECONDS = 6;

/** The one issue of a run. */
export const ISSUE = 'chaos';

/** The same for shards to plan: a long list's takes half a minute, and who works on one must not find it given away. */
export const planSeconds = (recipients: number) => (recipients > LONG_LIST ? 60 : 8);

/** More recipients than this: their run takes minutes, not seconds. */
export const LONG_LIST = 20_000;

/**
 * In a long list's run the database is killed with every third worker. Beside being a fault like another: the engine keeps
 * the tokens of the transactions of ten minutes in memory and looks through all of them with each further one, so that the
 * last mails of 100,000 would take four times as long as the first.
 */
export const KILLS_PER_OUTAGE = 3;
