import type { Blobs } from '../lambdas/adapters/blobs.ts';
import type { DynamoTable } from '../lambdas/adapters/dynamo-client.ts';
import type { KeyStore } from '../lambdas/adapters/rotate-keys.ts';
import type { TableIdentity } from '../lambdas/adapters/table-identity.ts';
import type { Archive } from '../lambdas/core/archive/archive.ts';
import type { Newsletter } from '../lambdas/core/config.ts';
import type { DeliveryMessage, PlanShard } from '../lambdas/core/delivery/delivery.ts';
import type {
  Clock,
  Ids,
  Issues,
  Ledger,
  Queue,
  Sources,
  Subscribers,
  Topics,
} from '../lambdas/core/ports.ts';
import type { Floods } from '../lambdas/core/subscribers/flood.ts';
import type { Imports } from '../lambdas/core/subscribers/imports.ts';
import type { DeadLetters, QueueName } from './dead-letters.ts';

/** What it takes to open a system. */
export interface OpenOptions {
  readonly newsletter: Newsletter;
  readonly where: 'laptop' | 'aws';
  /** State directory of the laptop's system. */
  readonly state: string;
  /** Remarks for the person, on stderr. */
  readonly note: (text: string) => void;
  /** Overrides `delivery.grace` of the config; milliseconds. */
  readonly graceMs?: number;
  /** What the laptop's system takes for the time; default: the machine's clock. */
  readonly clock?: Clock;
}

/** Everything that lasts, as it is stored. */
export interface Storage {
  readonly table: DynamoTable;
  readonly blobs: Blobs;
}

/** Briefwire as the commands see it: the same ports on a laptop and in an AWS account. */
export interface System {
  readonly where: 'laptop' | 'aws';
  /** Which engines serve it, in one sentence. */
  readonly description: string;
  readonly newsletter: Newsletter;
  readonly templates: ReadonlyMap<string, string>;
  readonly subscribers: Subscribers;
  readonly imports: Imports;
  readonly floods: Floods;
  readonly ledger: Ledger;
  readonly issues: Issues;
  readonly archive: Archive;
  readonly sources: Sources;
  readonly topics: Topics;
  readonly planQueue: Queue<PlanShard>;
  readonly deliveryQueue: Queue<DeliveryMessage>;
  /** What the queues have given up on. */
  readonly deadLetters: Readonly<Record<QueueName, DeadLetters>>;
  /** The table and the bucket themselves, for whoever copies or migrates all of them; absent where data are in memory. */
  readonly storage?: Storage;
  /** The keys of links and address hashes, for whoever rotates or copies them. */
  readonly keys: KeyStore;
  /** Which table this is; absent where data are in memory. */
  readonly identity?: TableIdentity;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Milliseconds an unanswered send is left alone. */
  readonly graceMs: number;
  /** The laptop's own SES endpoint tells its events by itself; another one may tell none. */
  readonly hearsByItself?: boolean;
  /** Who works the queues instead of this process, e.g. a running `briefwire start`. */
  readonly workedBy?: string;
  /** Where the mails of this system can be looked at; absent in AWS. */
  readonly outbox?: string;
  /**
   * Works the queues in this process until the signal aborts, through the handlers that Lambda runs. Absent where
   * somebody else does: the functions in AWS, a running `briefwire start` on the laptop.
   */
  readonly work?: (signal: AbortSignal) => Promise<void>;
  /** The last thing that kept mails from going, as a sentence without addresses; where this process would know. */
  readonly lastTrouble?: () => string | undefined;
  close(): Promise<void>;
}

/** Opens the laptop's or the deployed system; the engines are loaded only when they are asked for. */
export async function openSystem(options: OpenOptions): Promise<System> {
  if (options.where === 'aws') return (await import('./aws-system.ts')).openAwsSystem(options);
  return (await import('./local/engine.ts')).openLaptop(options);
}
