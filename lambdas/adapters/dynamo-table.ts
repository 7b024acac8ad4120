import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/**
 * The one table (docs/architecture.md, "Data"): what every key looks like. Infra declares the same attribute names, the
 * laptop creates the table from `tableDefinition`.
 */

/** Partition and sort key of an item. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** The one index: who is on the list, shard by shard. */
export const GSI1 = 'GSI1';

/** Numeric attribute of epoch seconds; DynamoDB deletes such items late, so readers filter on it as well. */
export const TTL_ATTRIBUTE = 'ttl';

/** Sort key of the profile among the items of one subscriber. */
export const PROFILE = 'PROFILE';

const two = (shard: number) => String(shard).padStart(2, '0');

/** An issue's id is the owner's own words: `#` would otherwise run into the next part of a key. */
const part = (text: string) => encodeURIComponent(text);

/** Partition of the topics of a month of UTC: `TOPIC#202611`. */
export const topicMonth = (at: string): string => `TOPIC#${at.slice(0, 4)}${at.slice(5, 7)}`;

export const keys = {
  profile: (subscriberId: string): ItemKey => ({ pk: `SUB#${subscriberId}`, sk: PROFILE }),
  /** An entry of the consent ledger; `n` from 1. In order of `n`, whatever the clocks of the writers said. */
  event: (subscriberId: string, n: number): ItemKey => ({
    pk: `SUB#${subscriberId}`,
    sk: `EVT#${String(n).padStart(8, '0')}`,
  }),
  /** What was asked for at a sign-up and is not confirmed. */
  asked: (subscriberId: string): ItemKey => ({ pk: `SUB#${subscriberId}`, sk: 'ASKED' }),
  /** A change of address that is not confirmed. */
  askedAddress: (subscriberId: string): ItemKey => ({ pk: `SUB#${subscriberId}`, sk: 'ASKED#ADDRESS' }),
  /** Holds an address for one subscriber; `hash` from `addressHash`. */
  addressLock: (hash: string): ItemKey => ({ pk: `EMAIL#${hash}`, sk: 'LOCK' }),
  /** An address that gets no mail until the owner lifts it; `hash` from `addressHash`. */
  suppression: (hash: string): ItemKey => ({ pk: `SUPP#${hash}`, sk: 'SUPP' }),
  /** An import of readers; in order of its time. */
  importRecord: (importId: string): ItemKey => ({ pk: 'IMPORTS', sk: importId }),
  /** The ids of the readers of one batch. */
  importBatch: (importId: string, batch: number): ItemKey => ({
    pk: `IMPORT#${importId}`,
    sk: String(batch).padStart(8, '0'),
  }),
  /** How many one-click requests of a domain came right after an issue; `hash` of the domain. */
  flood: (issueId: string, hash: string): ItemKey => ({ pk: 'FLOODS', sk: `${part(issueId)}#${hash}` }),
  /** One of them. */
  oneClick: (issueId: string, hash: string, subscriberId: string): ItemKey => ({
    pk: `FLOOD#${part(issueId)}#${hash}`,
    sk: `SUB#${subscriberId}`,
  }),
  /** How many mails sign-ups caused at an address. */
  signUpMails: (hash: string): ItemKey => ({ pk: `MAILS#${hash}`, sk: 'MAILS' }),
  /** A count within one hour, e.g. `2026-11-24T06`; `hash` of the counter's name. */
  hourCount: (hash: string, hour: string): ItemKey => ({ pk: `LIMIT#${hash}`, sk: hour }),
  /** Written so that every sign-up costs the same; never read. */
  ballast: (hash: string, n: number): ItemKey => ({ pk: `BALLAST#${hash}`, sk: String(n) }),
  issue: (issueId: string): ItemKey => ({ pk: 'ISSUES', sk: part(issueId) }),
  delivery: (issueId: string, shard: number, subscriberId: string): ItemKey => ({
    pk: `ISSUE#${part(issueId)}#${two(shard)}`,
    sk: `SUB#${subscriberId}`,
  }),
  /**
   * A topic that a source brought; `at` as ISO 8601, whose month is the partition: a window is a query or two. Two sources
   * may bring the same text in one poll.
   */
  topic: (at: string, topicId: string, sourceId: string): ItemKey => ({
    pk: topicMonth(at),
    sk: `${at}#${topicId}#${sourceId}`,
  }),
  /** What is known of a source. */
  source: (sourceId: string): ItemKey => ({ pk: `SOURCE#${sourceId}`, sk: 'SOURCE' }),
  /** The rate that all senders share. */
  rate: (): ItemKey => ({ pk: 'META', sk: 'RATE' }),
  once: (key: string): ItemKey => ({ pk: 'META', sk: `ONCE#${key}` }),
  counters: (issueId: string): ItemKey => ({ pk: 'META', sk: `COUNT#${part(issueId)}` }),
  /** Which table this is; see `table-identity.ts`. */
  identity: (): ItemKey => ({ pk: 'META', sk: 'IDENTITY' }),
  /** Which version the data are of; see `migrate-table.ts`. */
  dataVersion: (): ItemKey => ({ pk: 'META', sk: 'DATA' }),
  /** The latest mail of which an event came. */
  feedback: (): ItemKey => ({ pk: 'META', sk: 'FEEDBACK' }),
} as const;

/**
 * Partition of GSI1; its sort key is the subscriber's id. Readers of all editions share the partition of their shard and
 * one edition is a filter on it: so "everyone" is one query in order of id, a reader who changes the edition while the
 * list is read is neither missed nor met twice, and the price is reading the other editions' items of a shard too.
 */
export const index = {
  /** Active readers: who an issue can go to. */
  audience: (shard: number): string => `AUD#${two(shard)}`,
  /** Everybody else, so that the whole list can be read without a table scan. */
  others: (shard: number): string => `OUT#${two(shard)}`,
} as const;

/** What CreateTable needs for the table of the laptop and of tests; `name` has 3 to 255 of `[A-Za-z0-9_.-]`. */
export function tableDefinition(name: string): CreateTableCommandInput {
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [text('pk'), text('sk'), text('gsi1pk'), text('gsi1sk')],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: GSI1,
        KeySchema: [
          { AttributeName: 'gsi1pk', KeyType: 'HASH' },
          { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  };
}
