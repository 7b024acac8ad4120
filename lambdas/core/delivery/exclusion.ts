import type { ExclusionReason, Subscriber } from '../subscribers/subscriber.ts';

/** Why somebody may not be mailed at all; `undefined` for active readers and guests. */
export function exclusionByState(reader: Subscriber | undefined): ExclusionReason | undefined {
  switch (reader?.state) {
    case undefined:
      return 'not-found';
    case 'pending':
      return 'not-confirmed';
    case 'unsubscribed':
    case 'suppressed':
      return reader.state;
    default:
      return undefined;
  }
}
