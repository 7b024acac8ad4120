import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Request units of DynamoDB, as it bills them. */
export interface Units {
  readonly writes: number;
  readonly reads: number;
}

const READS = /^(Get|BatchGet|Query|Scan)/;

/** Has every answer of `client` say what it consumed; returns what was consumed since the last look. */
export function countUnits(client: DynamoDBDocumentClient): () => Units {
  let writes = 0;
  let reads = 0;
  const count = (command: string, consumed: unknown) => {
    const each = (Array.isArray(consumed) ? consumed : [consumed]) as (
      | { CapacityUnits?: number }
      | undefined
    )[];
    const units = each.reduce((sum, one) => sum + (one?.CapacityUnits ?? 0), 0);
    if (READS.test(command)) reads += units;
    else writes += units;
  };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = String(context['commandName']);
      const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' } as typeof args.input;
      try {
        const result = await next({ ...args, input });
        count(command, (result.output as { ConsumedCapacity?: unknown }).ConsumedCapacity);
        return result;
      } catch (error) {
        // A write whose condition fails is billed and says nothing about it.
        if (error instanceof ConditionalCheckFailedException) writes += 1;
        throw error;
      }
    },
    { step: 'initialize', name: 'countUnits' },
  );
  return () => {
    const seen = { writes, reads };
    writes = 0;
    reads = 0;
    return seen;
  };
}
