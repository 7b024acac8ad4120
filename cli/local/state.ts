import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the laptop keeps what in AWS is a table, a bucket, queues and a secret; absolute paths. */
export interface StateDirectory {
  readonly root: string;
  /** Keys of links and address hashes. */
  readonly secrets: string;
  /** DynamoDB's data, and who runs its engine. */
  readonly dynamo: string;
  readonly dynamoEngine: string;
  readonly dynamoLog: string;
  /** The queues and their dead letters. */
  readonly queues: string;
  /** Every mail that the local SES took, and its events. */
  readonly outbox: string;
  /** Directory that stands for the bucket. */
  readonly blobs: string;
  /** Held by the one process that works the queues. */
  readonly lock: string;
}

/**
 * Creates the state directory for its owner alone (it holds readers' addresses and keys) and takes rights of others away
 * from an existing one. Throws when it is not ours to change.
 */
export function openStateDirectory(path: string): StateDirectory {
  const root = resolve(path);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  chmodSync(root, 0o700);
  const at = (name: string) => join(root, name);
  return {
    root,
    secrets: at('secrets.json'),
    dynamo: at('dynamo.db'),
    dynamoEngine: at('dynamo-engine.json'),
    dynamoLog: at('dynamo.log'),
    queues: at('queues.db'),
    outbox: at('outbox.db'),
    blobs: at('blobs'),
    lock: at('lock.db'),
  };
}
