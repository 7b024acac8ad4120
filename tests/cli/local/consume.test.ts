import type { SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConsumeOptions, consume, type SqsHandler, workOff } from '../../../cli/local/consume.ts';
import { type LocalQueue, openQueue } from '../../../cli/local/queue.ts';
import { type WaitingClock, waitingClock } from './waiting-clock.ts';

let clock: WaitingClock;
let queue: LocalQueue<string>;
let stop: AbortController;
const reports: { code: string }[] = [];

beforeEach(() => {
  clock = waitingClock();
  queue = openQueue(':memory:', 'delivery', { visibilitySeconds: 30, maxReceives: 2, clock });
  stop = new AbortController();
  reports.length = 0;
});
afterEach(() => queue.close());

const bodies = (event: SQSEvent) => event.Records.map(({ body }) => JSON.parse(body) as string);

/** Works the queue until it idles; returns how to stop it. */
async function working(handler: SqsHandler, options: Partial<ConsumeOptions> = {}) {
  const done = consume(queue, handler, {
    signal: stop.signal,
    clock,
    report: (event) => void reports.push(event),
    ...options,
  });
  await clock.untilAsleep(options.concurrency ?? 1);
  return async () => {
    stop.abort();
    await done;
  };
}

describe('a consumer', () => {
  it('hands messages to the handler as the event that Lambda would get', async () => {
    await queue.send(['one', 'two']);
    const events: SQSEvent[] = [];
    const end = await working(async (event) => void events.push(event));
    await end();
    expect(events).toHaveLength(1);
    const [record] = events[0]?.Records ?? [];
    expect(record).toMatchObject({
      body: '"one"',
      md5OfBody: 'a2a665650cd1ed2317f27a10233f2712',
      eventSource: 'aws:sqs',
      eventSourceARN: expect.stringMatching(/^arn:aws:sqs:[^:]+:\d{12}:delivery$/),
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(Date.parse('2026-11-24T06:00:00Z')),
        ApproximateFirstReceiveTimestamp: String(Date.parse('2026-11-24T06:00:00Z')),
      },
    });
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0, dead: 0 });
  });

  it('brings back only what the handler named as failed, when its time-out ends', async () => {
    await queue.send(['good', 'bad']);
    const seen: string[][] = [];
    const end = await working(async (event) => {
      seen.push(bodies(event));
      const bad = event.Records.filter(({ body }) => body === '"bad"');
      return { batchItemFailures: bad.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
    expect(queue.counts()).toMatchObject({ visible: 0, inFlight: 1 });
    clock.forward(30_000);
    await clock.untilAsleep();
    clock.forward(30_000);
    await clock.untilAsleep();
    await end();
    expect(seen).toEqual([['good', 'bad'], ['bad']]);
    expect(queue.deadLetters().map(({ message }) => message)).toEqual(['bad']);
    expect(reports.map(({ code }) => code)).toEqual(['messages-failed', 'messages-failed']);
  });

  it('brings the whole batch back when the handler throws, and goes on', async () => {
    await queue.send(['a', 'b']);
    let calls = 0;
    const end = await working(async () => {
      calls += 1;
      if (calls === 1) throw new Error('out of memory');
    });
    expect(queue.counts()).toMatchObject({ inFlight: 2 });
    clock.forward(30_000);
    await clock.untilAsleep();
    await end();
    expect(calls).toBe(2);
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0, dead: 0 });
    expect(reports).toMatchObject([{ code: 'batch-failed', messages: 2 }]);
  });

  it('takes a failure that it cannot place for a failure of all, as Lambda does', async () => {
    await queue.send(['a', 'b']);
    const end = await working(async () => ({ batchItemFailures: [{ itemIdentifier: 'nobody' }] }));
    await end();
    expect(queue.counts()).toMatchObject({ inFlight: 2 });
  });

  it('wakes as soon as something is sent, without the clock moving', async () => {
    const seen: string[] = [];
    const heard = Promise.withResolvers<void>();
    const end = await working(async (event) => {
      seen.push(...bodies(event));
      heard.resolve();
    });
    await queue.send(['awake']);
    await heard.promise;
    await end();
    expect(seen).toEqual(['awake']);
  });

  it('looks again at the moment a delay is over', async () => {
    await queue.send(['later'], { delaySeconds: 1 });
    const seen: string[] = [];
    const end = await working(async (event) => void seen.push(...bodies(event)), { idleMs: 60_000 });
    clock.forward(1_000);
    await clock.untilAsleep();
    await end();
    expect(seen).toEqual(['later']);
  });

  it('has as many calls under way as allowed, and not more', async () => {
    await queue.send(['a', 'b', 'c', 'd', 'e']);
    let now = 0;
    let most = 0;
    const end = await working(
      async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise(setImmediate);
        now -= 1;
      },
      { concurrency: 2, batchSize: 1 },
    );
    await end();
    expect(most).toBe(2);
    expect(queue.counts().visible).toBe(0);
  });

  it('finishes what is under way before it stops, and takes nothing more', async () => {
    await queue.send(['a', 'b']);
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const done = consume(
      queue,
      async () => {
        begun.resolve();
        await finish.promise;
      },
      { signal: stop.signal, clock, batchSize: 1 },
    );
    await begun.promise;
    stop.abort();
    finish.resolve();
    await done;
    expect(queue.counts()).toMatchObject({ visible: 1, inFlight: 0 });
  });

  it('ends with an error when the queue cannot be read', async () => {
    queue.close();
    await expect(
      consume(queue, async () => {}, { signal: stop.signal, clock, concurrency: 3 }),
    ).rejects.toThrow('queue delivery cannot be worked');
    queue = openQueue(':memory:', 'delivery', { visibilitySeconds: 30, maxReceives: 2, clock });
  });
});

describe('working a queue off', () => {
  it('ends when nothing is visible; what failed is left for later', async () => {
    await queue.send(Array.from({ length: 25 }, (_, index) => (index === 7 ? 'bad' : `good ${index}`)));
    const taken: string[] = [];
    await workOff(queue, async (event) => {
      const failed = event.Records.filter(({ body }) => body === '"bad"');
      taken.push(...bodies(event).filter((body) => body !== 'bad'));
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
    expect(taken).toHaveLength(24);
    expect(queue.counts()).toMatchObject({ visible: 0, inFlight: 1 });
  });

  it('ends between two batches when there is no more time', async () => {
    await queue.send(Array.from({ length: 25 }, (_, index) => `${index}`));
    let batches = 0;
    await workOff(
      queue,
      async () => {
        batches += 1;
      },
      { goOn: () => batches < 2 },
    );
    expect(queue.counts()).toMatchObject({ visible: 5, inFlight: 0 });
  });
});
