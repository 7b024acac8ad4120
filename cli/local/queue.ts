import { randomUUID } from 'node:crypto';
import { checkDelay } from '../../lambdas/adapters/queue-rules.ts';
import type { Clock, Queue } from '../../lambdas/core/ports.ts';
import { type MessageRow, QUEUE_SCHEMA, SQL } from './queue-schema.ts';
import { inTransaction, openDatabase } from './sqlite.ts';
import { wakeUpCalls } from './wake.ts';

/** Longest message of SQS, in bytes of UTF-8 (SQS quotas, "Message size"). */
const LONGEST_MESSAGE = 1_048_576;
/** Longest visibility time-out of SQS: 12 hours. */
const LONGEST_HIDING_SECONDS = 43_200;
/** SQS hands over at most this many at once. */
const BATCH = 10;

export interface QueueOptions {
  /** A received message is hidden for this long, then somebody may receive it again. */
  readonly visibilitySeconds: number;
  /** After this many receives without `ack` the message becomes a dead letter. */
  readonly maxReceives: number;
  /** Name of the queue of dead letters in the same file; default `<name>-dead`. */
  readonly deadLetter?: string;
  readonly clock: Clock;
}

/** A message as its receiver holds it. Instants are milliseconds since 1970. */
export interface Received<Message> {
  readonly messageId: string;
  /** Good until the message is received again, acknowledged or released. */
  readonly receipt: string;
  readonly message: Message;
  /** The message as JSON, as it is stored. */
  readonly body: string;
  /** This receive included: 1 for the first. */
  readonly receives: number;
  readonly sentAt: number;
  readonly firstReceivedAt: number;
}

export type DeadLetter<Message> = Omit<Received<Message>, 'receipt'>;

export interface QueueCounts {
  /** Can be received now. */
  readonly visible: number;
  /** Received and hidden. */
  readonly inFlight: number;
  /** Sent with a delay that is not over. */
  readonly delayed: number;
  readonly dead: number;
}

/** A queue with the semantics of an SQS standard queue, in a file that several processes may open at once. */
export interface LocalQueue<Message> extends Queue<Message> {
  readonly name: string;
  /** Up to `most` (1 … 10) visible messages, longest visible first. Never waits. */
  receive(most?: number): readonly Received<Message>[];
  /** The message is done. `false` when the receipt is stale: somebody else has received it since, or it is gone. */
  ack(receipt: string): boolean;
  /** Hides a message that is held for this long from now (0 … 43,200 s). `false` when it is no longer held. */
  changeVisibility(receipt: string, seconds: number): boolean;
  /** Gives the message back at once; the receive still counts. `false` when the receipt is stale. */
  release(receipt: string): boolean;
  /**
   * Makes what anybody holds visible again at once, as if it had not been received: a kill is no fault of the message.
   * Only for whoever knows that the holders are dead, who has just taken the lock of the state directory.
   */
  freeHeld(): void;
  counts(): QueueCounts;
  deadLetters(): readonly DeadLetter<Message>[];
  /** Sends dead letters again, oldest first, with their receives forgotten; returns how many. */
  redrive(most?: number): number;
  /** When a message can next be received; in the past when one can be now, `undefined` when there is none. */
  nextAt(): Date | undefined;
  /** Calls `listener` after every send through this process, whichever instance did it; returns how to stop that. */
  onSend(listener: () => void): () => void;
  close(): void;
}

/** Opens or creates the queue `name` in `file`; other queues may live in the same file. */
export function openQueue<Message>(file: string, name: string, options: QueueOptions): LocalQueue<Message> {
  const { clock, maxReceives, deadLetter = `${name}-dead` } = options;
  checkSeconds(options.visibilitySeconds);
  if (!Number.isInteger(maxReceives) || maxReceives < 1 || maxReceives > 1000) {
    throw new RangeError(`maxReceives is a whole number from 1 to 1000, as SQS allows, got ${maxReceives}`);
  }
  const db = openDatabase(file, QUEUE_SCHEMA);
  const statement = Object.fromEntries(
    Object.entries(SQL).map(([key, sql]) => [key, db.prepare(sql)]),
  ) as Record<keyof typeof SQL, ReturnType<typeof db.prepare>>;
  const wake = wakeUpCalls(file, name);
  const now = () => clock.now().getTime();
  const bury = () => statement.bury.run(deadLetter, name, now(), maxReceives);

  return {
    name,
    async send(messages, { delaySeconds = 0 } = {}) {
      checkDelay(delaySeconds);
      const bodies = messages.map(toBody);
      const at = now();
      inTransaction(db, () => {
        for (const body of bodies) {
          statement.insert.run(name, randomUUID(), body, at, at + delaySeconds * 1000);
        }
      });
      wake.call();
    },
    async depth() {
      const { visible, inFlight, delayed } = this.counts();
      return visible + inFlight + delayed;
    },
    receive(most = BATCH) {
      if (!Number.isInteger(most) || most < 1 || most > BATCH) {
        throw new RangeError(`A receive takes 1 to ${BATCH} messages, as SQS allows, got ${most}`);
      }
      return inTransaction(db, () => {
        const at = now();
        bury();
        return statement.due.all(name, at, most).map(({ id }) => {
          const until = at + options.visibilitySeconds * 1000;
          return received<Message>(statement.take.get(randomUUID(), until, at, id as number));
        });
      });
    },
    ack: (receipt) => statement.acknowledge.run(receipt, name).changes === 1,
    changeVisibility(receipt, seconds) {
      checkSeconds(seconds);
      return statement.hide.run(now() + seconds * 1000, receipt, name, now()).changes === 1;
    },
    release(receipt) {
      const done = statement.release.run(now(), receipt, name).changes === 1;
      if (done) wake.call();
      return done;
    },
    freeHeld() {
      statement.freeHeld.run(now(), name, now());
      wake.call();
    },
    counts() {
      const row = statement.counts.get({ now: now(), most: maxReceives, queue: name });
      const { spent, ...live } = row as unknown as Omit<QueueCounts, 'dead'> & { spent: number };
      return { ...live, dead: Number(statement.size.get(deadLetter)?.['dead']) + spent };
    },
    deadLetters() {
      bury();
      return statement.dead.all(deadLetter).map((row) => {
        const { receipt: _, ...letter } = received<Message>(row);
        return letter;
      });
    },
    redrive(most = Number.MAX_SAFE_INTEGER) {
      bury();
      const moved = Number(statement.redrive.run(name, now(), deadLetter, most).changes);
      if (moved > 0) wake.call();
      return moved;
    },
    nextAt() {
      const at = statement.next.get(name)?.['at'];
      return typeof at === 'number' ? new Date(at) : undefined;
    },
    onSend: wake.listen,
    close: () => db.close(),
  };
}

function toBody(message: unknown): string {
  const body = JSON.stringify(message);
  if (body === undefined) throw new TypeError(`A message must have a JSON form, got ${String(message)}`);
  const bytes = Buffer.byteLength(body);
  if (bytes > LONGEST_MESSAGE) {
    throw new RangeError(
      `A message has ${bytes} bytes; SQS takes up to ${LONGEST_MESSAGE}: send less in one`,
    );
  }
  return body;
}

function received<Message>(columns: Record<string, unknown> | undefined): Received<Message> {
  const row = columns as unknown as MessageRow;
  return {
    messageId: row.message_id,
    receipt: row.receipt ?? '',
    message: JSON.parse(row.body) as Message,
    body: row.body,
    receives: row.receives,
    sentAt: row.sent_at,
    firstReceivedAt: row.first_received_at ?? row.sent_at,
  };
}

function checkSeconds(seconds: number): void {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > LONGEST_HIDING_SECONDS) {
    throw new RangeError(
      `A visibility time-out is a whole number of seconds from 0 to ${LONGEST_HIDING_SECONDS}, got ${seconds}`,
    );
  }
}
