import type { Topic } from '../../lambdas/core/briefing/topic.ts';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import type { Issue } from '../../lambdas/core/issue/issue.ts';
import type { Skeleton } from '../../lambdas/core/mail/skeleton.ts';
import type { ClaimRequest } from '../../lambdas/core/ports.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';

/** Minutes, seconds and days in milliseconds. */
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** An active reader of the daily edition; the address follows from the id. */
export function aSubscriber(fields: Partial<Subscriber> = {}): Subscriber {
  const id = fields.id ?? 'anna';
  return {
    id,
    email: `${id}@example.com`,
    state: 'active',
    consentVersion: 1,
    edition: 'daily',
    sections: ['world'],
    language: 'en',
    timeZone: 'Europe/Berlin',
    createdAt: '2026-11-01T08:00:00.000Z',
    updatedAt: '2026-11-01T08:00:00.000Z',
    ...fields,
  };
}

export function aTopic(fields: Partial<Topic> = {}): Topic {
  return {
    id: 't0123456789abcdef',
    section: 'world',
    headline: 'Ferry service returns to the north islands',
    headlineSource: 'editor',
    summary: 'The ferry sails again.',
    body: 'The ferry sails again. It had been in dock since spring.',
    links: [],
    entities: [],
    words: 11,
    source: 'monday.md',
    ...fields,
  };
}

export function anIssue(fields: Partial<Issue> = {}): Issue {
  return {
    id: 'daily.2026-11-24T0700',
    edition: 'daily',
    state: 'frozen',
    audience: { kind: 'edition', edition: 'daily' },
    topics: [aTopic()],
    language: 'en',
    contentHash: 'ab'.repeat(32),
    frozenAt: '2026-11-24T06:00:00.000Z',
    briefings: [{ name: 'monday.md', hash: 'cd'.repeat(32) }],
    languages: ['en'],
    ...fields,
  };
}

export function aSkeleton(fields: Partial<Skeleton> = {}): Skeleton {
  return {
    issueId: 'daily.2026-11-24T0700',
    language: 'en',
    headers: 'From: wire@example.com\r\n',
    source: 'wire@example.com',
    boundary: 'b0',
    topics: [],
    countPhrases: ['0 topics'],
    minutePhrases: ['0 min read'],
    text: [{ kind: 'segment', encoded: 'Guten Morgen =\r\n' }],
    html: [{ kind: 'gap', gap: 'email', escape: 'html', when: { topics: ['t0123456789abcdef'] } }],
    ...fields,
  };
}

/** A claim at `now` with a lease of a minute; nothing doubtful is retried unless `retryBefore` says so. */
export function aClaim(now: string, fields: Partial<ClaimRequest> = {}): ClaimRequest {
  const subscriberId = fields.subscriberId ?? 'anna';
  return {
    issueId: 'daily.2026-11-24T0700',
    shard: shardOf(subscriberId),
    subscriberId,
    consentVersion: 1,
    now,
    leaseUntil: new Date(Date.parse(now) + MINUTE).toISOString(),
    retryBefore: '2026-11-24T00:00:00.000Z',
    ...fields,
  };
}

/** Everything of a sequence. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
