import { beforeEach, describe, expect, it } from 'vitest';
import type { Queue } from '../../lambdas/core/ports.ts';

/** A queue with its receiving end. */
export interface QueueUnderTest {
  readonly queue: Queue<unknown>;
  /** Takes every message that can be received now out of the queue. */
  take(): Promise<readonly unknown[]>;
  /** Moves the clock of the queue on. */
  forward(ms: number): void;
}

/** What every queue does for its senders; `open` gives an empty one. */
export function queueContract(engine: string, open: () => Promise<QueueUnderTest>): void {
  let under: QueueUnderTest;

  beforeEach(async () => {
    under = await open();
  });

  describe(`a queue on ${engine}`, () => {
    it('hands over every message once, as JSON carries it', async () => {
      const messages = [{ kind: 'chunk', shard: 3, absent: undefined }, 'Zwölf 🗞️', [1, null], true];
      await under.queue.send(messages);
      expect(await under.take()).toEqual([{ kind: 'chunk', shard: 3 }, 'Zwölf 🗞️', [1, null], true]);
      expect(await under.take()).toEqual([]);
    });

    it('takes more messages than one request holds', async () => {
      const messages = Array.from({ length: 25 }, (_, index) => ({ index }));
      await under.queue.send(messages);
      const taken = (await under.take()) as { index: number }[];
      expect(taken.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
        messages.map(({ index }) => index),
      );
    });

    it('takes an empty list for nothing to do', async () => {
      await under.queue.send([]);
      expect(await under.take()).toEqual([]);
    });

    it('holds a delayed message back until its delay is over', async () => {
      await under.queue.send(['later'], { delaySeconds: 900 });
      await under.queue.send(['now']);
      expect(await under.take()).toEqual(['now']);
      under.forward(899_999);
      expect(await under.take()).toEqual([]);
      under.forward(1);
      expect(await under.take()).toEqual(['later']);
    });

    it.each([-1, 901, 1.5, Number.NaN])(
      'refuses a delay of %s seconds, as SQS does',
      async (delaySeconds) => {
        await expect(under.queue.send(['never'], { delaySeconds })).rejects.toThrow('from 0 to 900');
        expect(await under.take()).toEqual([]);
      },
    );
  });
}
