/** The queues between two steps of the walk, by what works on them. */
export const QUEUE_NAMES = ['plan', 'delivery', 'feedback'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** What became of putting dead letters back. */
export type Redriven =
  /** `moved`: as far as the service counts them. */
  | { readonly kind: 'done'; readonly moved: number }
  /** The service goes on with it by itself. */
  | { readonly kind: 'under-way'; readonly moved: number };

/** The messages that a queue has given up on, after as many crashes as it puts up with. */
export interface DeadLetters {
  /** How many there are; about, as SQS counts them within a minute. */
  count(): Promise<number>;
  /** Puts all of them back on their queue, their receives forgotten. Throws WorkFailed with the reason and the remedy. */
  redrive(): Promise<Redriven>;
}
