/** Longest delay of a message in SQS: 15 minutes (API reference of SendMessage, DelaySeconds). */
export const LONGEST_DELAY_SECONDS = 900;

/** Refuses a delay that SQS would refuse, whatever the queue. */
export function checkDelay(delaySeconds: number): void {
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > LONGEST_DELAY_SECONDS) {
    throw new RangeError(
      `A delay is a whole number of seconds from 0 to ${LONGEST_DELAY_SECONDS}, got ${delaySeconds}`,
    );
  }
}
