import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openQueue } from '../../cli/local/queue.ts';
import { openStateDirectory } from '../../cli/local/state.ts';
import { aStateDirectory, briefwireHere } from '../support/command.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { testClock } from '../support/stores.ts';
import { type AwsEndpoint, awsEndpoint } from './aws-endpoint.ts';

/** Puts messages on a queue of a state directory that every receiver has crashed on. */
async function poison(state: string, name: string, messages: number): Promise<void> {
  const clock = testClock('2026-01-01T06:00:00.000Z');
  const rules = { visibilitySeconds: 60, maxReceives: 5, clock };
  const queue = openQueue<string>(openStateDirectory(state).queues, name, rules);
  await queue.send(Array.from({ length: messages }, (_, index) => `poison ${index}`));
  for (let received = 0; received < rules.maxReceives; received += 1) {
    expect(queue.receive()).toHaveLength(messages);
    clock.forward(60_000);
  }
  queue.close();
}

describe('redrive on the laptop', () => {
  let state: Awaited<ReturnType<typeof aStateDirectory>>;
  beforeEach(async () => {
    state = await aStateDirectory();
    return state.remove;
  });
  const run = (...words: string[]) => briefwireHere(['redrive', ...words, '--state', state.path]);

  it('puts every dead letter back, and finds none the next time', async () => {
    await poison(state.path, 'delivery', 2);
    await poison(state.path, 'feedback', 1);
    const ran = await run('--yes', '--json');
    expect(ran.code).toBe(0);
    expect(ran.json()).toEqual({
      dead: { plan: 0, delivery: 2, feedback: 1 },
      moved: { delivery: 2, feedback: 1 },
    });
    const again = await run('--yes');
    expect(again.stdout).toMatch(/delivery +0 dead letters/);
  });

  it('leaves other queues alone when one is named', async () => {
    await poison(state.path, 'delivery', 2);
    await poison(state.path, 'feedback', 1);
    expect((await run('delivery', '--yes')).stdout).toContain('2 messages back on the delivery queue');
    expect((await run('--dry-run', '--json')).json()).toMatchObject({ dead: { delivery: 0, feedback: 1 } });
  });

  it('only shows them with --dry-run, and moves none without a yes', async () => {
    await poison(state.path, 'delivery', 2);
    expect((await run('--dry-run')).stdout).toMatch(/delivery +2 dead letters/);
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining('add --yes') });
    expect((await run('--dry-run', '--json')).json()).toMatchObject({ dead: { delivery: 2 } });
  });

  it('names the queues when it is asked for another', async () => {
    const ran = await run('delivry', '--yes');
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('plan, delivery, feedback') });
  });
});

describe.skipIf(!dynamoAvailable)('redrive --aws', () => {
  let dynamo: TestDynamo;
  let aws: AwsEndpoint;
  beforeAll(async () => {
    dynamo = await startDynamo();
    aws = await awsEndpoint(dynamo.endpoint, (await dynamo.table()).name);
  });
  afterAll(async () => {
    await aws?.stop();
    await dynamo?.stop();
  });

  it('has Amazon SQS move them back', async () => {
    aws.dead.set('delivery', 4);
    const ran = await briefwireHere(['--aws', 'redrive', '--yes', '--json'], aws.env);
    expect(ran.code).toBe(0);
    expect(ran.json()).toEqual({
      dead: { plan: 0, delivery: 4, feedback: 0 },
      moved: { delivery: 4 },
    });
    expect(aws.dead.size).toBe(0);
  });
});
