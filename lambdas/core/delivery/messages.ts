import {
  type AudienceEntry,
  CHUNK_SIZE,
  type Chunk,
  type DeliveryMessage,
  type PlanShard,
  SHARDS,
} from './delivery.ts';

/** One message per shard: plan what is missing of this issue, as `options` say. */
export function planMessages(
  issueId: string,
  options: Pick<PlanShard, 'after' | 'until' | 'again' | 'againUntil'> = {},
): PlanShard[] {
  return Array.from({ length: SHARDS }, (_, shard) => ({ issueId, shard, ...options }));
}

/** Cuts recipients into messages of the delivery queue. `plannedAt` is an ISO 8601 instant. */
export function chunkMessages(
  { issueId, shard, part, retry }: Pick<Chunk, 'issueId' | 'shard' | 'part' | 'retry'>,
  recipients: readonly AudienceEntry[],
  plannedAt: string,
): DeliveryMessage[] {
  const about = { issueId, shard, ...(part !== undefined && { part }), ...(retry && { retry }) };
  const messages: DeliveryMessage[] = [];
  for (let start = 0; start < recipients.length; start += CHUNK_SIZE) {
    messages.push({
      kind: 'chunk',
      ...about,
      recipients: recipients.slice(start, start + CHUNK_SIZE),
      plannedAt,
    });
  }
  return messages;
}

/** Reads a message of the plan queue; throws on a body that is none, so that it ends in the dead-letter queue. */
export function parsePlanMessage(body: string): PlanShard {
  const message = parseObject(body) as Partial<PlanShard>;
  const { issueId, shard } = message;
  const known = typeof shard === 'number' && Number.isInteger(shard) && shard >= 0 && shard < SHARDS;
  if (typeof issueId !== 'string' || !known) {
    throw new Error(`not a plan message: it needs issueId and shard (0 … ${SHARDS - 1})`);
  }
  return message as PlanShard;
}

/** Reads a message of the delivery queue; throws on a body that is none. */
export function parseDeliveryMessage(body: string): DeliveryMessage {
  const message = parseObject(body) as Partial<DeliveryMessage>;
  if (message.kind === 'chunk' && typeof message.issueId === 'string' && Array.isArray(message.recipients)) {
    return message as DeliveryMessage;
  }
  if (message.kind === 'notice' && typeof message.id === 'string' && Array.isArray(message.lines)) {
    return message as DeliveryMessage;
  }
  throw new Error('not a delivery message: its kind is neither "chunk" nor "notice", or fields are missing');
}

function parseObject(body: string): object {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw new Error('not a message of ours: the body is not JSON', { cause: error });
  }
  throw new Error('not a message of ours: the body is JSON, but no object');
}
