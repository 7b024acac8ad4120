import type { LocalQueue } from './queue.ts';

/** Documents of SES as SNS would deliver them, some in one message: every message costs a write to the disk to take off. */
export type FeedbackMessage = readonly unknown[];

const MOST_DOCUMENTS = 100;
/** A quarter of the longest message of SQS, in characters: each is up to four bytes. */
const MOST_CHARACTERS = 250_000;

/** Puts documents on the queue; when it resolves they outlast this process. A document of more than 1 MB is refused. */
export async function queueFeedback(
  queue: Pick<LocalQueue<FeedbackMessage>, 'send'>,
  documents: readonly unknown[],
): Promise<void> {
  const messages: unknown[][] = [];
  let room = 0;
  for (const document of documents) {
    const length = JSON.stringify(document).length;
    const last = messages.at(-1);
    if (last && last.length < MOST_DOCUMENTS && length <= room) {
      last.push(document);
      room -= length;
    } else {
      messages.push([document]);
      room = MOST_CHARACTERS - length;
    }
  }
  await queue.send(messages);
}
