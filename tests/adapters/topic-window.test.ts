import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSlot } from '../../lambdas/core/issue/read-slot.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { aNewsletter, anIssue, aTopic, theDaily } from '../support/issue-builders.ts';
import { fillWithTopics, readMeter } from '../support/many-topics.ts';
import { dynamoStores, testClock } from '../support/stores.ts';
import { collectLines } from '../support/system.ts';

const COUNT = 10_000;
const DAYS = 60;

describe.skipIf(!dynamoAvailable)('a table of 10,000 topics', () => {
  let dynamo: TestDynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());

  it('is read by a slot in its own window alone, as the read units show', async () => {
    const clock = testClock('2026-12-02T06:00:00.000Z');
    const table = await dynamo.table(clock);
    await fillWithTopics(table, { count: COUNT, days: DAYS, until: clock.now() });
    const meter = readMeter(table);
    const newsletter = aNewsletter();
    const deps = {
      ...dynamoStores(table, clock),
      newsletter,
      collect: collectLines,
      report: () => undefined,
    };
    const previous = { ...anIssue([aTopic()]), topicsCutoff: '2026-12-01T06:00:00.000Z' };

    const { stored } = await readSlot(deps, theDaily(newsletter), previous);
    const perDay = COUNT / DAYS;
    expect(stored.length).toBeGreaterThanOrEqual(Math.floor(perDay));
    expect(stored.length).toBeLessThan(perDay + 5);
    const bytes = stored.reduce((sum, each) => sum + JSON.stringify(each).length, 0);
    // A strongly consistent read of 4 KB is one unit (DynamoDB developer guide, "Read and write operations"); the keys
    // and the fields' names of an item count as well. One more unit a query, for the rounding.
    expect(meter.units()).toBeGreaterThan(0);
    expect(meter.units()).toBeLessThan((1.3 * bytes) / 4096 + meter.queries() + 1);

    const before = meter.units();
    let all = 0;
    for await (const _ of deps.topics.between({ from: '2026-10-01T00:00:00.000Z', to: clock.iso() }))
      all += 1;
    expect(all).toBe(COUNT);
    expect(meter.units() - before).toBeGreaterThan(40 * before);
  });
});
