import type { FeedbackMessage } from '../cli/local/feedback-queue.ts';
import { queueFeedback } from '../cli/local/feedback-queue.ts';
import type { LocalQueue } from '../cli/local/queue.ts';
import type { Dice } from './dice.ts';
import { idOf } from './recipients.ts';
import { ISSUE } from './timing.ts';

/** A mail whose event is still to come. */
export interface EventToCome {
  readonly who: number;
  readonly number: number;
  readonly attempt: number;
  readonly at: number;
}

/** Shares of the events; the others come at once. */
const WITHHELD = 0.05;
const LATE = 0.1;
const TWICE = 0.05;
const AT_ONCE_MS = 150;
const LATE_MS = 800;
const EVERY_MS = 100;

export const messageIdOf = (number: number): string => `0102-chaos-${number}-000000`;

/**
 * SES's events on their way to the feedback queue: reordered by delays of their own, some twice, some withheld until
 * `release`. `sent` hears of each that is on the queue.
 */
export function eventsOfSes(
  queue: LocalQueue<FeedbackMessage>,
  dice: Dice,
  sent: (event: EventToCome) => void,
) {
  const slots = new Map<number, EventToCome[]>();
  const withheld: EventToCome[] = [];
  let calm = false;

  function put(event: EventToCome, delayMs: number): void {
    const slot = Math.ceil((Date.now() + delayMs) / EVERY_MS);
    const own = slots.get(slot) ?? [];
    own.push(event);
    slots.set(slot, own);
  }

  async function flush(): Promise<void> {
    const now = Math.floor(Date.now() / EVERY_MS);
    const due = [...slots.keys()].filter((slot) => slot <= now);
    for (const slot of due) {
      const events = slots.get(slot) ?? [];
      slots.delete(slot);
      await queueFeedback(queue, events.map(documentOf));
      for (const event of events) sent(event);
    }
  }

  const timer = setInterval(() => {
    flush().catch((error: unknown) => {
      process.stderr.write(`events: ${String(error)}\n`);
      process.exit(1);
    });
  }, EVERY_MS);

  return {
    add(event: EventToCome): void {
      if (!calm && dice.hits(WITHHELD)) {
        withheld.push(event);
        return;
      }
      put(event, dice.hits(LATE) ? dice.whole(AT_ONCE_MS, LATE_MS) : dice.whole(0, AT_ONCE_MS));
      if (dice.hits(TWICE)) put(event, dice.whole(0, 2 * LATE_MS));
    },
    /** Everything that was withheld comes now, and nothing is withheld any more. */
    release(): number {
      calm = true;
      const released = withheld.splice(0);
      for (const event of released) put(event, 0);
      return released.length;
    },
    waiting: () => withheld.length + [...slots.values()].reduce((sum, events) => sum + events.length, 0),
    stop: () => clearInterval(timer),
  };
}

/** The event as a configuration set publishes it, Send or Delivery. */
function documentOf({ who, number, attempt, at }: EventToCome): unknown {
  const timestamp = new Date(at).toISOString();
  const id = idOf(who);
  const destination = [`${id}@example.org`];
  const story =
    number % 5 === 0
      ? { eventType: 'Send', send: {} }
      : { eventType: 'Delivery', delivery: { timestamp, recipients: destination } };
  const tags = { issue: [ISSUE], delivery: [id], attempt: [String(attempt)] };
  return {
    ...story,
    mail: { timestamp, source: 'wire@example.com', messageId: messageIdOf(number), destination, tags },
  };
}
