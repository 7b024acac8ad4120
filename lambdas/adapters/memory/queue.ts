import type { Clock, Queue } from '../../core/ports.ts';
import { checkDelay } from '../queue-rules.ts';

/** A queue whose messages can be taken out again. */
export interface MemoryQueue<Message> extends Queue<Message> {
  /** Removes and returns up to `most` messages that are due by the clock, oldest due time first. */
  take(most?: number): readonly Message[];
  /** Messages inside, due or not. */
  readonly size: number;
  /** When the next message is due; `undefined` when there is none. */
  readonly nextAt: Date | undefined;
}

/** A queue that lives as long as its process. Messages go through JSON, as they do on their way through SQS. */
export function memoryQueue<Message>(clock: Clock): MemoryQueue<Message> {
  let waiting: { readonly at: number; readonly body: string }[] = [];
  return {
    async send(messages, { delaySeconds = 0 } = {}) {
      checkDelay(delaySeconds);
      const at = clock.now().getTime() + delaySeconds * 1000;
      waiting.push(...messages.map((message) => ({ at, body: JSON.stringify(message) })));
      waiting.sort((a, b) => a.at - b.at);
    },
    depth: async () => waiting.length,
    take(most = Number.POSITIVE_INFINITY) {
      const now = clock.now().getTime();
      const due = waiting.filter(({ at }) => at <= now).slice(0, most);
      waiting = waiting.slice(due.length);
      return due.map(({ body }) => JSON.parse(body) as Message);
    },
    get size() {
      return waiting.length;
    },
    get nextAt() {
      return waiting[0] && new Date(waiting[0].at);
    },
  };
}
