import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoTable } from '../../lambdas/adapters/dynamo-client.ts';
import { keys } from '../../lambdas/adapters/dynamo-table.ts';

const DAY = 86_400_000;

/** Topics as feeds bring them, about 1.5 KB each, evenly over the days before `until`; straight into the table. */
export async function fillWithTopics(
  table: DynamoTable,
  { count, days, until }: { readonly count: number; readonly days: number; readonly until: Date },
): Promise<void> {
  const step = (days * DAY) / count;
  const items = Array.from({ length: count }, (_, n) => itemOf(n, new Date(until.getTime() - n * step)));
  const batches = Array.from({ length: Math.ceil(count / 25) }, (_, n) => items.slice(n * 25, n * 25 + 25));
  const writers = Array.from({ length: 8 }, async () => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) {
      const puts = batch.map((Item) => ({ PutRequest: { Item } }));
      await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: puts } }));
    }
  });
  await Promise.all(writers);
}

function itemOf(n: number, date: Date) {
  const at = date.toISOString();
  const id = `t${n.toString(16).padStart(16, '0')}`;
  const words = Array.from({ length: 60 }, (_, w) => `word${(n * 7919 + w * 104_729) % 5_000}`).join(' ');
  const body = `Ship number ${n} came in at pier ${n % 97}. ${words}.`;
  return {
    ...keys.topic(at, id, 'harbour'),
    topic: {
      id,
      section: 'world',
      headline: `Ship number ${n} comes in`,
      headlineSource: 'source',
      summary: `Ship number ${n} came in at pier ${n % 97}.`,
      body,
      html: `<p>${body}</p>`,
      links: [],
      link: `https://harbour.example/${n}`,
      entities: [],
      words: 68,
      source: 'Harbour Notes',
    },
    language: 'en',
    sourceId: 'harbour',
    at,
    ttl: Math.floor(date.getTime() / 1000) + 90 * 86_400,
  };
}

/** Read units that the table's queries consume from now on, as DynamoDB counts them (`ReturnConsumedCapacity`). */
export function readMeter(table: DynamoTable): { units(): number; queries(): number } {
  let units = 0;
  let queries = 0;
  table.client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'QueryCommand') return next(args);
        const input = { ...(args.input as object), ReturnConsumedCapacity: 'TOTAL' };
        const answer = await next({ ...args, input } as typeof args);
        const { ConsumedCapacity: capacity } = answer.output as {
          ConsumedCapacity?: { CapacityUnits?: number };
        };
        units += capacity?.CapacityUnits ?? 0;
        queries += 1;
        return answer;
      },
    { step: 'initialize' },
  );
  return { units: () => units, queries: () => queries };
}
