import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalQueue, openQueue, type QueueOptions } from '../../../cli/local/queue.ts';
import { type TestClock, testClock } from '../../support/stores.ts';
import { testDirectories } from './test-directory.ts';

const directories = testDirectories();
let clock: TestClock;
let file: string;
let queue: LocalQueue<string>;
const open = (options: Partial<QueueOptions> = {}, name = 'delivery') =>
  openQueue<string>(file, name, { visibilitySeconds: 30, maxReceives: 3, clock, ...options });

beforeEach(() => {
  clock = testClock();
  file = `${directories.make()}/state/queues.db`;
  queue = open();
});
afterEach(() => {
  queue.close();
  directories.remove();
});

/** Receives exactly one message. */
function one() {
  const [only, ...more] = queue.receive();
  if (!only || more.length > 0) throw new Error('expected one message');
  return only;
}

describe('a received message', () => {
  it('is hidden until its visibility time-out, then comes again with one receive more', async () => {
    await queue.send(['a']);
    const first = one();
    expect([first.message, first.receives]).toEqual(['a', 1]);
    clock.forward(29_999);
    expect(queue.receive()).toEqual([]);
    clock.forward(1);
    const second = one();
    expect(second).toMatchObject({ message: 'a', receives: 2, messageId: first.messageId });
    expect(second.firstReceivedAt).toBe(first.firstReceivedAt);
    expect(second.receipt).not.toBe(first.receipt);
  });

  it('is gone when it was acknowledged, once', async () => {
    await queue.send(['a']);
    const { receipt } = one();
    expect([queue.ack(receipt), queue.ack(receipt)]).toEqual([true, false]);
    clock.forward(60_000);
    expect(queue.receive()).toEqual([]);
  });

  it('can still be acknowledged late, unless somebody else has it', async () => {
    await queue.send(['a']);
    const late = one();
    clock.forward(31_000);
    const other = one();
    expect(queue.ack(late.receipt)).toBe(false);
    expect(queue.ack(other.receipt)).toBe(true);
  });

  it('goes back at once when it is released, and the receive counts', async () => {
    await queue.send(['a']);
    const { receipt } = one();
    expect([queue.release(receipt), queue.release(receipt)]).toEqual([true, false]);
    expect(one().receives).toBe(2);
  });

  it('of a dead process is there again at once for whoever has taken its place', async () => {
    await queue.send(['held', 'waiting']);
    const [held] = queue.receive(1);
    await queue.send(['delayed'], { delaySeconds: 60 });
    queue.freeHeld();
    expect(queue.receive().map(({ message, receives }) => [message, receives])).toEqual([
      ['held', 1],
      ['waiting', 1],
    ]);
    expect(queue.ack(held?.receipt ?? '')).toBe(false);
    expect(queue.counts()).toMatchObject({ delayed: 1 });
  });

  it('can be hidden for longer or shorter, by its holder only', async () => {
    await queue.send(['a']);
    const { receipt } = one();
    expect(queue.changeVisibility(receipt, 100)).toBe(true);
    clock.forward(99_999);
    expect(queue.receive()).toEqual([]);
    clock.forward(1);
    expect(queue.changeVisibility(receipt, 100)).toBe(false);
    expect(one().receives).toBe(2);
    expect(() => queue.changeVisibility(receipt, 43_201)).toThrow('0 to 43200');
  });
});

describe('a message that nobody can handle', () => {
  async function wearOut() {
    await queue.send(['poison']);
    for (let receive = 0; receive < 3; receive += 1) {
      one();
      clock.forward(30_000);
    }
  }

  it('becomes a dead letter after three receives, with what is known of it', async () => {
    await wearOut();
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0, dead: 1 });
    expect(queue.receive()).toEqual([]);
    expect(queue.deadLetters()).toMatchObject([{ message: 'poison', receives: 3 }]);
    expect(queue.counts().dead).toBe(1);
  });

  it('can be sent again as if it were new', async () => {
    await wearOut();
    expect(queue.redrive()).toBe(1);
    expect(queue.redrive()).toBe(0);
    expect(one()).toMatchObject({ message: 'poison', receives: 1 });
  });

  it('can be read as a queue of its own', async () => {
    await wearOut();
    queue.receive();
    const letters = open({}, 'delivery-dead');
    expect(letters.counts()).toMatchObject({ dead: 1 });
    letters.close();
  });
});

describe('a queue', () => {
  it('counts what is visible, held, delayed and dead', async () => {
    await queue.send(['a', 'b', 'c']);
    await queue.send(['d'], { delaySeconds: 60 });
    queue.receive(1);
    expect(queue.counts()).toEqual({ visible: 2, inFlight: 1, delayed: 1, dead: 0 });
  });

  it('says when the next message can be received', async () => {
    expect(queue.nextAt()).toBeUndefined();
    await queue.send(['d'], { delaySeconds: 60 });
    expect(queue.nextAt()).toEqual(new Date(clock.now().getTime() + 60_000));
  });

  it('hands over at most as many as asked for, longest visible first', async () => {
    await queue.send(['later'], { delaySeconds: 1 });
    await queue.send(['a', 'b', 'c']);
    clock.forward(5_000);
    expect(queue.receive(2).map(({ message }) => message)).toEqual(['a', 'b']);
    expect(queue.receive(10).map(({ message }) => message)).toEqual(['c', 'later']);
    expect(() => queue.receive(11)).toThrow('1 to 10');
  });

  it('keeps its messages when it is closed and opened again, another queue of the file apart', async () => {
    await queue.send(['a']);
    const plan = open({}, 'plan');
    await plan.send(['p']);
    queue.close();
    queue = open();
    expect(queue.receive().map(({ message }) => message)).toEqual(['a']);
    expect(plan.receive().map(({ message }) => message)).toEqual(['p']);
    plan.close();
  });

  it('does not let another queue acknowledge its messages', async () => {
    await queue.send(['a']);
    const { receipt } = one();
    const plan = open({}, 'plan');
    expect([plan.ack(receipt), plan.release(receipt)]).toEqual([false, false]);
    plan.close();
    expect(queue.ack(receipt)).toBe(true);
  });

  it('sends all of a list or nothing', async () => {
    const tooLong = 'x'.repeat(1_048_577);
    await expect(queue.send(['fine', tooLong])).rejects.toThrow('SQS takes up to 1048576');
    await expect(queue.send([undefined as unknown as string])).rejects.toThrow('a JSON form');
    expect(queue.counts().visible).toBe(0);
  });

  it('refuses a maximum of receives that SQS would refuse', () => {
    expect(() => open({ maxReceives: 0 })).toThrow('from 1 to 1000');
  });
});
