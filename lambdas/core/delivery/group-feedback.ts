import type { DeliveryKey, Seen } from '../ports.ts';
import type { Bounce, DeliveryFacts } from './delivery.ts';
import { issueOfTag } from './message-tags.ts';
import type { FeedbackEvent } from './ses-event.ts';
import { shardOf } from './shard.ts';

/** What a batch says about one delivery. */
export interface DeliveryFeedback {
  readonly key: DeliveryKey;
  /** One for each mail that SES took: more than one is a doubled mail. */
  readonly seen: readonly Seen[];
  readonly events: readonly FeedbackEvent[];
}

export interface GroupedFeedback {
  readonly deliveries: readonly DeliveryFeedback[];
  /** Events of mails that belong to no issue: confirmations, notices, and all that carry no tags of ours. */
  readonly others: readonly FeedbackEvent[];
}

/** Puts together what belongs to one delivery, so that the ledger is asked once for it however many events came. */
export function groupFeedback(events: readonly FeedbackEvent[]): GroupedFeedback {
  const others: FeedbackEvent[] = [];
  const groups = new Map<string, { issueId: string; subscriberId: string; events: FeedbackEvent[] }>();
  for (const event of events) {
    const { issue, delivery: subscriberId } = event.tags;
    if (issue === undefined || subscriberId === undefined) {
      others.push(event);
      continue;
    }
    const name = `${issue} ${subscriberId}`;
    const group = groups.get(name) ?? { issueId: issueOfTag(issue), subscriberId, events: [] };
    group.events.push(event);
    groups.set(name, group);
  }
  const deliveries = [...groups.values()].map(({ issueId, subscriberId, events: own }) => ({
    key: { issueId, shard: shardOf(subscriberId), subscriberId },
    seen: seenIn(own),
    events: own,
  }));
  return { deliveries, others };
}

function seenIn(events: readonly FeedbackEvent[]): readonly Seen[] {
  const mails = Map.groupBy(events, ({ tags, messageId }) => `${attemptOf(tags)} ${messageId}`);
  return [...mails.values()].flatMap(([first, ...rest]) =>
    first
      ? [
          {
            attempt: attemptOf(first.tags),
            messageId: first.messageId,
            facts: [first, ...rest].map(({ fact }): DeliveryFacts => fact).reduce(mergedFacts),
          },
        ]
      : [],
  );
}

/** A mail of ours always says; another's word is taken for the first. */
function attemptOf({ attempt = '1' }: FeedbackEvent['tags']): number {
  return /^[1-9]\d{0,5}$/.test(attempt) ? Number(attempt) : 1;
}

/** All facts of both; of two of a kind the graver bounce, else the earlier one. The same in any order. */
export function mergedFacts(a: DeliveryFacts, b: DeliveryFacts): DeliveryFacts {
  const instants = ['sentAt', 'deliveredAt', 'complainedAt', 'rejectedAt', 'delayedAt'] as const;
  const bounce = a.bounce && b.bounce ? graver(a.bounce, b.bounce) : (a.bounce ?? b.bounce);
  const earliest = instants.flatMap((name) => {
    const [first] = [a[name], b[name]].filter((at) => at !== undefined).sort();
    return first === undefined ? [] : [[name, first]];
  });
  return { ...(Object.fromEntries(earliest) as DeliveryFacts), ...(bounce && { bounce }) };
}

const GRAVITY: Readonly<Record<Bounce['type'], number>> = { transient: 0, undetermined: 1, permanent: 2 };

function graver(a: Bounce, b: Bounce): Bounce {
  const worse = GRAVITY[b.type] - GRAVITY[a.type];
  if (worse !== 0) return worse > 0 ? b : a;
  return [a, b].sort((x, y) => (x.at + x.subType < y.at + y.subType ? -1 : 1))[0] ?? a;
}
