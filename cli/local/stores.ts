import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blobArchive } from '../../lambdas/adapters/blob-archive.ts';
import { blobIssues } from '../../lambdas/adapters/blob-issues.ts';
import { blobSources } from '../../lambdas/adapters/blob-sources.ts';
import { documentClient } from '../../lambdas/adapters/dynamo-client.ts';
import { dynamoFloods } from '../../lambdas/adapters/dynamo-floods.ts';
import { dynamoImports } from '../../lambdas/adapters/dynamo-imports.ts';
import { dynamoIssueRecords } from '../../lambdas/adapters/dynamo-issues.ts';
import { dynamoLedger } from '../../lambdas/adapters/dynamo-ledger.ts';
import { dynamoRateLease } from '../../lambdas/adapters/dynamo-rate-lease.ts';
import { dynamoSubscribers } from '../../lambdas/adapters/dynamo-subscribers.ts';
import { TTL_ATTRIBUTE, tableDefinition } from '../../lambdas/adapters/dynamo-table.ts';
import { dynamoTopics } from '../../lambdas/adapters/dynamo-topics.ts';
import { loadTemplates } from '../../lambdas/adapters/file-templates.ts';
import { memoryFloods } from '../../lambdas/adapters/memory/floods.ts';
import { memoryImports } from '../../lambdas/adapters/memory/imports.ts';
import { memoryIssueRecords } from '../../lambdas/adapters/memory/issue-records.ts';
import { memoryLedger } from '../../lambdas/adapters/memory/ledger.ts';
import { memoryRateLease } from '../../lambdas/adapters/memory/rate-lease.ts';
import { memorySubscribers } from '../../lambdas/adapters/memory/subscribers.ts';
import { memoryTopics } from '../../lambdas/adapters/memory/topics.ts';
import { migrateTable } from '../../lambdas/adapters/migrate-table.ts';
import { recentIssues } from '../../lambdas/adapters/recent-issues.ts';
import type { KeyStore } from '../../lambdas/adapters/rotate-keys.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import { type TableIdentity, tableIdentity } from '../../lambdas/adapters/table-identity.ts';
import type { Archive } from '../../lambdas/core/archive/archive.ts';
import type { DeliveryMessage, PlanShard } from '../../lambdas/core/delivery/delivery.ts';
import type {
  Clock,
  Issues,
  Ledger,
  RateLease,
  Sources,
  Subscribers,
  Topics,
} from '../../lambdas/core/ports.ts';
import type { Floods } from '../../lambdas/core/subscribers/flood.ts';
import type { Imports } from '../../lambdas/core/subscribers/imports.ts';
import type { Tokens } from '../../lambdas/core/subscribers/tokens.ts';
import { newerData } from '../newer-data.ts';
import { WorkFailed } from '../output.ts';
import type { OpenOptions, Storage } from '../system.ts';
import { startDynamo } from './dynamo-engine.ts';
import { createTable } from './dynamo-table.ts';
import type { FeedbackMessage } from './feedback-queue.ts';
import { fileBlobs } from './file-blobs.ts';
import { type LocalQueue, openQueue } from './queue.ts';
import { addressKeyOf, fileTokens, type LocalSecrets, localKeyStore, openSecrets } from './secrets.ts';
import { openStateDirectory, type StateDirectory } from './state.ts';

/** The table's name on the laptop; in AWS the stack names it. */
const TABLE = 'briefwire';

/** The longest one call of a handler takes on the laptop, as in AWS. */
export const RUN_SECONDS = 300;

/** Recording a batch takes a second or two; an event that failed comes back soon, for a doubt may hang on it. */
const FEEDBACK_SECONDS = 30;

/** The laptop's stores, open. */
export interface Stores {
  readonly state: StateDirectory;
  /** Of readers' links; they follow the keys when those are rotated. */
  readonly tokens: Tokens;
  readonly keys: KeyStore;
  readonly templates: ReadonlyMap<string, string>;
  readonly subscribers: Subscribers;
  readonly imports: Imports;
  readonly floods: Floods;
  /** Ids of the newest issues. */
  readonly recentIssues: () => Promise<readonly string[]>;
  readonly ledger: Ledger;
  readonly rateLease: RateLease;
  readonly issues: Issues;
  readonly archive: Archive;
  readonly sources: Sources;
  readonly topics: Topics;
  readonly planQueue: LocalQueue<PlanShard>;
  readonly deliveryQueue: LocalQueue<DeliveryMessage>;
  /** The table and the directory of blobs themselves; absent where data are in memory. */
  readonly storage?: Storage;
  /** Which table this is; absent where data are in memory. */
  readonly identity?: TableIdentity;
  /** Events of SES that wait to be recorded. */
  readonly feedbackQueue: LocalQueue<FeedbackMessage>;
  readonly clock: Clock;
  /** Which database, in words. */
  readonly database: string;
  close(): Promise<void>;
}

/** Opens everything that lasts under the state directory; starts or joins its DynamoDB engine. */
export async function openStores({ state: path, note, clock: moved }: OpenOptions): Promise<Stores> {
  const state = openStateDirectory(path);
  const secrets = openSecrets(state.secrets, note);
  const clock = moved ?? systemClock;
  const queue = { visibilitySeconds: RUN_SECONDS + 60, maxReceives: 5, clock };
  const blobs = fileBlobs(state.blobs, moved);
  const engine = await startDynamo({ state });
  try {
    if (engine.kind === 'none') note(engine.reason);
    const records =
      engine.kind === 'none'
        ? memoryRecords(clock)
        : await dynamoRecords(engine.endpoint, secrets, { state, clock, note, expire: !moved });
    const planQueue = openQueue<PlanShard>(state.queues, 'plan', queue);
    const deliveryQueue = openQueue<DeliveryMessage>(state.queues, 'delivery', queue);
    const feedbackQueue = openQueue<FeedbackMessage>(state.queues, 'feedback', {
      ...queue,
      visibilitySeconds: FEEDBACK_SECONDS,
    });
    return {
      state,
      tokens: fileTokens(state.secrets, secrets),
      keys: localKeyStore(state.secrets),
      templates: await loadTemplates(fileURLToPath(new URL('../../templates', import.meta.url))),
      subscribers: records.subscribers,
      imports: records.imports,
      floods: records.floods,
      recentIssues: recentIssues(records.issues, clock),
      ledger: records.ledger,
      rateLease: records.rateLease,
      issues: blobIssues(records.issues, blobs),
      archive: blobArchive(blobs),
      ...(records.identity && { identity: records.identity }),
      ...(records.table && { storage: { table: records.table, blobs } }),
      sources: blobSources(blobs),
      topics: records.topics,
      planQueue,
      deliveryQueue,
      feedbackQueue,
      clock,
      database: describe(engine),
      async close() {
        planQueue.close();
        deliveryQueue.close();
        feedbackQueue.close();
        records.close();
        await engine.stop();
      },
    };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

function memoryRecords(clock: Clock) {
  const subscribers = memorySubscribers(clock);
  return {
    subscribers,
    imports: memoryImports(subscribers, 'laptop'),
    floods: memoryFloods(),
    ledger: memoryLedger(subscribers),
    rateLease: memoryRateLease(),
    issues: memoryIssueRecords(),
    identity: undefined,
    table: undefined,
    topics: memoryTopics(clock),
    close: () => undefined,
  };
}

interface Place {
  readonly state: StateDirectory;
  readonly clock: Clock;
  readonly note: (text: string) => void;
  /** The engine deletes what has lapsed, by the machine's clock. */
  readonly expire: boolean;
}

async function dynamoRecords(endpoint: string, secrets: LocalSecrets, place: Place) {
  const { state, clock, note, expire } = place;
  const client = documentClient({ endpoint, ...anyCredentials() });
  await createTable(client, tableDefinition(TABLE), expire ? TTL_ATTRIBUTE : undefined);
  const table = { client, name: TABLE, clock };
  const migrated = await migrateTable(table);
  if (migrated.kind === 'newer') throw new WorkFailed(newerData(migrated, `The data in ${state.root}`));
  if (migrated.changed > 0) note(`Data brought to version ${migrated.version}: ${migrated.changed} changed.`);
  const addressKey = addressKeyOf(secrets);
  return {
    subscribers: dynamoSubscribers(table, { addressKey, source: 'laptop' }),
    imports: dynamoImports(table, { addressKey, source: 'laptop' }),
    floods: dynamoFloods(table, addressKey),
    ledger: dynamoLedger(table),
    rateLease: dynamoRateLease(table),
    issues: dynamoIssueRecords(table),
    table,
    // A copied directory has the same table in it; its inode is another.
    identity: tableIdentity(table, `inode ${statSync(state.root).ino}`),
    topics: dynamoTopics(table),
    close: () => client.destroy(),
  };
}

/** Local endpoints check no credentials, but the SDK signs every call and needs some. */
export function anyCredentials(env: Readonly<Record<string, string | undefined>> = process.env) {
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  const own = env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY'];
  return own ? { region } : { region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}

function describe(engine: Awaited<ReturnType<typeof startDynamo>>): string {
  if (engine.kind === 'none') return 'data in memory';
  return engine.kind === 'external' ? `DynamoDB at ${engine.endpoint}` : 'DynamoDB engine dynoxide';
}

/** Path of a file of the state directory as a person would type it. */
export function inState(stores: Pick<Stores, 'state'>, name: string): string {
  return join(stores.state.root, name);
}
