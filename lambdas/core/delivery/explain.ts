import type { IssueHead } from '../issue/issue.ts';
import type { Issues, Ledger } from '../ports.ts';
import type { Subscriber } from '../subscribers/subscriber.ts';
import { storedParts } from './audience-parts.ts';
import type { AudienceEntry, Delivery } from './delivery.ts';
import { shardOf } from './shard.ts';
import { type StandingRules, standingOf } from './standing.ts';

export interface ExplainDeps {
  readonly issues: Pick<Issues, 'audience'>;
  readonly ledger: Pick<Ledger, 'delivery'>;
}

/** Why a reader did or did not get an issue. */
export interface Explanation {
  readonly issue: string;
  readonly got: 'yes' | 'no' | 'not yet' | 'unknown';
  /** In words, each a sentence. */
  readonly because: readonly string[];
  readonly delivery?: Delivery;
}

/** Tells from the frozen audience and the ledger alone; `rules` as `rulesFor` gives them. */
export async function explainDelivery(
  deps: ExplainDeps,
  issue: IssueHead,
  reader: Subscriber,
  rules: Omit<StandingRules, 'allReported'>,
): Promise<Explanation> {
  const shard = shardOf(reader.id);
  const { entry, complete } = await entryOf(deps, issue.id, shard, reader.id);
  const delivery = await deps.ledger.delivery({ issueId: issue.id, shard, subscriberId: reader.id });
  const about = { issue: issue.id, ...(delivery && { delivery }) };
  if (!entry) {
    return complete
      ? { ...about, got: 'no', because: notInAudience(issue, reader) }
      : { ...about, got: 'not yet', because: ['Their part of the list is not frozen yet.'] };
  }
  const standing = standingOf(entry, delivery, rules);
  const [got, because] = WORDS[standing]({ entry, delivery, issue });
  return { ...about, got, because: [because, ...(delivery ? factsOf(delivery) : [])] };
}

async function entryOf(deps: ExplainDeps, issueId: string, shard: number, id: string) {
  let complete = false;
  for await (const { entries, last } of storedParts(deps.issues, issueId, shard)) {
    const entry = entries.find((each) => each.subscriberId === id);
    if (entry) return { entry, complete: true };
    complete = last;
  }
  return { entry: undefined, complete };
}

function notInAudience({ audience, frozenAt }: IssueHead, reader: Subscriber): readonly string[] {
  if (audience.kind === 'listed') return ['The issue went to a list of named addresses without this one.'];
  if (audience.kind === 'recipients') return [`It went to those who got ${audience.of}.`];
  if (reader.createdAt > frozenAt) return [`They came to the list after the freeze (${frozenAt}).`];
  const edition = audience.kind === 'edition' ? audience.edition : undefined;
  if (edition !== undefined && reader.edition !== edition) {
    return [`The issue is of the edition "${edition}"; they follow "${reader.edition}".`];
  }
  return [`They were not on the list of active readers at the freeze (${frozenAt}).`];
}

interface Told {
  readonly entry: AudienceEntry;
  readonly delivery: Delivery | undefined;
  readonly issue: IssueHead;
}

type Words = (told: Told) => readonly [Explanation['got'], string];

const EXCLUSIONS: Readonly<Record<string, string>> = {
  'no-topics': 'none of its topics is in a section that they chose',
  unsubscribed: 'they had unsubscribed',
  suppressed: 'their address is suppressed (bounced, complained or erased)',
  'not-confirmed': 'they had not confirmed their subscription',
  'not-found': 'nothing was stored of them any more',
  paused: 'they had paused their mails',
  render: 'their mail could not be made',
};

const excluded: Words = ({ entry, delivery }) => {
  const reason = delivery?.code ?? entry.excluded ?? 'unknown';
  const detail = delivery?.detail ? ` (${delivery.detail})` : '';
  return ['no', `They were left out: ${EXCLUSIONS[reason] ?? reason}${detail}.`];
};

const doubt: Words = ({ delivery }) => [
  'unknown',
  `SES may or may not have the mail: ${delivery?.detail ?? 'the process that sent it ended before it knew'}`,
];

const WORDS: Readonly<Record<ReturnType<typeof standingOf>, Words>> = {
  accepted: ({ delivery }) => ['yes', `SES took the mail (${delivery?.messageId ?? 'no id'}).`],
  failed: ({ delivery }) => ['no', `It failed: ${delivery?.code ?? 'unknown'}. ${delivery?.detail ?? ''}`],
  excluded,
  expired: ({ issue }) => ['no', `It was not sent in time${issue.ending ? `: ${issue.ending.reason}` : '.'}`],
  missing: ({ issue }) => [
    'not yet',
    issue.state === 'paused'
      ? `The issue is paused. ${issue.reason ?? ''}`
      : 'Their mail is still to be sent.',
  ],
  queued: () => ['not yet', 'Their mail waits in the queue.'],
  later: ({ entry }) => ['not yet', `Their hour is at ${entry.dueAt}.`],
  busy: () => ['not yet', 'Their mail is being sent just now.'],
  doubt,
  held: doubt,
  retry: doubt,
  'give-up': doubt,
};

function factsOf(row: Delivery): readonly string[] {
  const { sentAt, deliveredAt, bounce, complainedAt, rejectedAt, delayedAt, attempt, messageIds } = row;
  const copies = Object.keys(messageIds).length;
  return [
    ...(attempt > 1 ? [`It took ${attempt} attempts.`] : []),
    ...(copies > 1 ? [`They got ${copies} copies: an answer was lost and tried again too early.`] : []),
    ...(sentAt ? [`Sent on its way at ${sentAt}.`] : []),
    ...(delayedAt ? [`Delayed at ${delayedAt}.`] : []),
    ...(deliveredAt ? [`Taken by their mail server at ${deliveredAt}.`] : []),
    ...(bounce ? [`It bounced at ${bounce.at} (${bounce.type}, ${bounce.subType}).`] : []),
    ...(complainedAt ? [`They reported it as spam at ${complainedAt}.`] : []),
    ...(rejectedAt ? [`SES rejected it at ${rejectedAt}.`] : []),
  ];
}
