import { dynamoTopics } from '../lambdas/adapters/dynamo-topics.ts';
import { dynamoAvailable, startDynamo } from '../tests/support/dynamo.ts';
import { fillWithTopics, readMeter } from '../tests/support/many-topics.ts';

const DAY = 86_400_000;
const COUNT = 10_000;
const DAYS = 60;

/** Read units and topics of one day's window, and of the whole table. */
export interface TopicWindow {
  readonly day: { readonly units: number; readonly topics: number };
  readonly all: { readonly units: number; readonly topics: number };
}

/** What a daily slot reads of 10,000 topics of 60 days; `undefined` on a machine without a DynamoDB engine. */
export async function topicWindow(): Promise<TopicWindow | undefined> {
  if (!dynamoAvailable) return undefined;
  const dynamo = await startDynamo();
  try {
    const table = await dynamo.table();
    const until = new Date();
    await fillWithTopics(table, { count: COUNT, days: DAYS, until });
    const meter = readMeter(table);
    const read = async (days: number) => {
      const before = meter.units();
      const from = new Date(until.getTime() - days * DAY).toISOString();
      let topics = 0;
      for await (const _ of dynamoTopics(table).between({ from, to: until.toISOString() })) topics += 1;
      return { units: meter.units() - before, topics };
    };
    return { day: await read(1), all: await read(DAYS + 1) };
  } finally {
    await dynamo.stop();
  }
}
