import type { Report, Subscribers } from '../ports.ts';
import type { SuppressionCause } from '../subscribers/subscriber.ts';
import type { FeedbackEvent } from './ses-event.ts';

export interface SuppressDeps {
  readonly subscribers: Pick<Subscribers, 'get' | 'findByEmail' | 'suppress'>;
  readonly report: Report;
}

/**
 * Why these events end all mail to their reader at once; `undefined`: they do not. A complaint says more than a bounce.
 * `at` is now, not the event's own instant: a reader's history is written in the order in which it happens here.
 */
export function causeOf(events: readonly FeedbackEvent[], at: string): SuppressionCause | undefined {
  const causes = events.flatMap(({ fact }): SuppressionCause[] => {
    if ('complainedAt' in fact) return [{ reason: 'complaint', at }];
    if (!('bounce' in fact) || fact.bounce.type !== 'permanent') return [];
    return [{ reason: 'bounce', at, detail: fact.bounce.subType }];
  });
  return causes.find(({ reason }) => reason === 'complaint') ?? causes[0];
}

/**
 * Suppresses the reader of a delivery; `true` when that was news. A bounce tells of an address, so one of an address that
 * the reader has left meanwhile says nothing about the new one; who complained gets nothing at any address.
 */
export async function suppressReader(
  deps: SuppressDeps,
  subscriberId: string,
  cause: SuppressionCause,
  recipients: readonly string[],
): Promise<boolean> {
  if (cause.reason !== 'complaint' && recipients.length > 0) {
    const reader = await deps.subscribers.get(subscriberId);
    if (reader && !recipients.some((each) => sameAddress(each, reader.email))) {
      deps.report({ code: 'bounce-of-former-address', subscriber: subscriberId });
      return false;
    }
  }
  return suppress(deps, subscriberId, cause);
}

/** Suppresses whoever of the list has these addresses, for mails that are tagged with no reader; returns how many. */
export async function suppressByAddress(
  deps: SuppressDeps,
  addresses: readonly string[],
  cause: SuppressionCause,
): Promise<number> {
  let suppressed = 0;
  for (const address of addresses) {
    const reader = await deps.subscribers.findByEmail(address);
    if (reader && (await suppress(deps, reader.id, cause))) suppressed += 1;
  }
  return suppressed;
}

async function suppress(deps: SuppressDeps, subscriberId: string, cause: SuppressionCause): Promise<boolean> {
  const outcome = await deps.subscribers.suppress(subscriberId, cause);
  if (outcome === 'done') {
    deps.report({ code: 'reader-suppressed', subscriber: subscriberId, reason: cause.reason });
  }
  return outcome === 'done';
}

/** As the address locks compare: nobody of note tells `Anna@` from `anna@`. */
function sameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
