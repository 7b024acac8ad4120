import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import {
  batchSpan,
  burstMs,
  type LeaseRequest,
  type LeaseState,
  reserveSends,
  type SendSlots,
  sendInterval,
  slowedDown,
  UNUSED_LEASE,
} from '../core/delivery/rate-lease.ts';
import type { RateLease } from '../core/ports.ts';
import { type DynamoTable, untilSettled } from './dynamo-client.ts';
import { keys } from './dynamo-table.ts';
import { readItem } from './dynamo-write.ts';

type Change = Pick<UpdateCommandInput, 'UpdateExpression' | 'ConditionExpression'> & {
  readonly ExpressionAttributeValues: Record<string, number>;
};
type Written =
  | { readonly kind: 'written'; readonly state: LeaseState }
  /** The condition did not hold; this is what stands there. */
  | { readonly kind: 'other'; readonly state: LeaseState | undefined };

const number = (value: unknown) => Number((value as { N?: string } | undefined)?.N ?? value);

function leaseOf(item: Readonly<Record<string, unknown>> | undefined): LeaseState | undefined {
  if (!item) return undefined;
  return {
    freeAt: number(item['freeAt']),
    factor: number(item['factor']),
    throttledAt: number(item['throttledAt']),
  };
}

async function change(table: DynamoTable, update: Change): Promise<Written> {
  try {
    const { Attributes } = await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.rate(),
        ...update,
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { kind: 'written', state: leaseOf(Attributes) ?? UNUSED_LEASE };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // Here the document client leaves the attributes as the service sent them.
    return { kind: 'other', state: leaseOf(error.Item) };
  }
}

/**
 * Adds the whole batch behind what is reserved, wherever that ends now: so any number of senders can reserve at once and
 * none has to try again. It holds while the schedule runs ahead and the factor is the one we know.
 */
function append(known: LeaseState, request: LeaseRequest): Change {
  const { count, now, latest } = request;
  const intervalMs = sendInterval(known, request);
  return {
    UpdateExpression: 'SET freeAt = freeAt + :span',
    // No BETWEEN: it refuses bounds that are the wrong way round, as those of a long batch before a near end are.
    ConditionExpression: 'freeAt >= :earliest AND freeAt <= :last AND factor = :factor AND throttledAt = :at',
    ExpressionAttributeValues: {
      ':span': batchSpan(count, intervalMs),
      ':earliest': now - burstMs(intervalMs),
      ':last': latest - (count - 1) * intervalMs,
      ':factor': known.factor,
      ':at': known.throttledAt,
    },
  };
}

/** Whether a batch can be added behind the schedule as it was seen. */
function isUnderWay(seen: LeaseState, request: LeaseRequest): boolean {
  const { count, now, latest } = request;
  const intervalMs = sendInterval(seen, request);
  return seen.freeAt >= now - burstMs(intervalMs) && seen.freeAt <= latest - (count - 1) * intervalMs;
}

/** Puts `next` where exactly `seen` stands. */
function replace(seen: LeaseState | undefined, next: LeaseState): Change {
  const values = { ':freeAt': next.freeAt, ':factor': next.factor, ':at': next.throttledAt };
  const set = 'SET freeAt = :freeAt, factor = :factor, throttledAt = :at';
  if (!seen) {
    return {
      UpdateExpression: set,
      ConditionExpression: 'attribute_not_exists(pk)',
      ExpressionAttributeValues: values,
    };
  }
  return {
    UpdateExpression: set,
    ConditionExpression: 'freeAt = :seenFreeAt AND throttledAt = :seenAt',
    ExpressionAttributeValues: { ...values, ':seenFreeAt': seen.freeAt, ':seenAt': seen.throttledAt },
  };
}

/**
 * The lease as one DynamoDB item. In the run of things a reservation is one write; a second one follows after a pause of
 * all senders, or when somebody slowed down since. A reservation whose answer was lost is repeated by the SDK and counts
 * twice: a second's worth of sends is lost, never too many reserved.
 */
export function dynamoRateLease(table: DynamoTable): RateLease {
  let known: LeaseState | undefined = UNUSED_LEASE;

  async function appended(state: LeaseState, request: LeaseRequest): Promise<SendSlots | undefined> {
    const written = await change(table, append(state, request));
    known = written.state;
    if (written.kind !== 'written') return undefined;
    const intervalMs = sendInterval(written.state, request);
    const span = batchSpan(request.count, intervalMs);
    return { first: written.state.freeAt - span, intervalMs, count: request.count };
  }

  async function reserve(request: LeaseRequest): Promise<SendSlots | undefined> {
    const slots = known && (await appended(known, request));
    if (slots) return slots;
    return untilSettled(table, 'reserving sends', async () => {
      // Whoever came first has set the schedule going; behind it there is room for everybody at once.
      if (known && isUnderWay(known, request)) {
        const behind = await appended(known, request);
        return behind && { slots: behind };
      }
      const reservation = reserveSends(known ?? UNUSED_LEASE, request);
      if (!reservation) return { slots: undefined };
      const written = await change(table, replace(known, reservation.state));
      known = written.state;
      return written.kind === 'written' ? { slots: reservation.slots } : undefined;
    }).then(({ slots }) => slots);
  }

  return {
    reserve,
    async slowDown(now) {
      const seen = leaseOf(await readItem(table, keys.rate()));
      const next = slowedDown(seen ?? UNUSED_LEASE, now);
      if (!next) return;
      const { factor, throttledAt } = next;
      // Reservations move on meanwhile, so only the step itself is compared: who comes second finds it taken.
      const written = await change(table, {
        UpdateExpression: 'SET factor = :factor, throttledAt = :at, freeAt = if_not_exists(freeAt, :unused)',
        ConditionExpression: 'attribute_not_exists(pk) OR throttledAt = :seenAt',
        ExpressionAttributeValues: {
          ':factor': factor,
          ':at': throttledAt,
          ':unused': UNUSED_LEASE.freeAt,
          ':seenAt': seen?.throttledAt ?? UNUSED_LEASE.throttledAt,
        },
      });
      known = written.state;
    },
  };
}
