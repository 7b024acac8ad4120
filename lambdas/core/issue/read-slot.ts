import type { CollectedBriefing } from '../briefing/topic.ts';
import type { Edition } from '../config.ts';
import type { Clock, Issues, StoredTopic, Topics } from '../ports.ts';
import { inboxSeen } from './inbox.ts';
import type { Issue } from './issue.ts';
import { type ReadInboxDeps, readInbox, type WaitingBriefing } from './read-inbox.ts';
import type { ToldTopic } from './tell-once.ts';

const DAY = 86_400_000;
/** How long a story is remembered as told. */
const MEMORY_MS = 14 * DAY;
/** What an edition's first slot takes of the topics that sources brought. */
const FIRST_WINDOW_MS = 7 * DAY;
/** An edition that rested for longer does not tell what is old by then. */
const LONGEST_WINDOW_MS = 31 * DAY;
/**
 * A topic is written a moment after the instant that it carries; windows overlap by more than any write takes, and what the
 * previous slot had is passed over.
 */
const OVERLAP_MS = 10 * 60_000;

export interface ReadSlotDeps extends ReadInboxDeps {
  readonly topics: Pick<Topics, 'between'>;
  readonly issues: Pick<Issues, 'toldSince'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** All that an edition's slot has to tell. */
export interface SlotReading {
  /** Briefings of the inbox, unreadable ones too. */
  readonly waiting: readonly WaitingBriefing[];
  /** Topics that sources brought. */
  readonly stored: readonly StoredTopic[];
  /** The readable briefings, then the topics of sources, latest first: in this order an issue fills up. */
  readonly collected: readonly CollectedBriefing[];
  /** What issues of the edition told in the last 14 days. */
  readonly told: readonly ToldTopic[];
  /** What the slot hands on to the next one, whether it publishes or is skipped. */
  readonly handOn: Pick<Issue, 'briefings' | 'inboxCutoff' | 'topicsCutoff'>;
}

/** Reads what came since the edition's previous slot. Throws only when a store cannot be read. */
export async function readSlot(
  deps: ReadSlotDeps,
  edition: Edition,
  previous: Issue | undefined,
): Promise<SlotReading> {
  const now = deps.clock.now();
  const { seen, waiting } = await readInbox(deps, edition, previous);
  const stored = await storedTopics(deps.topics, previous, now);
  const collected = [
    ...waiting.flatMap(({ collected, addedAt }) => (collected ? [{ ...collected, at: addedAt }] : [])),
    ...stored.map(({ topic, language, sourceId, publishedAt, at }) => ({
      language,
      topics: [topic],
      cut: [],
      at: publishedAt ?? at,
      sourceId,
    })),
  ];
  const told = collected.length === 0 ? [] : await toldBefore(deps.issues, edition, now);
  const handOn = { ...inboxSeen(seen, previous), topicsCutoff: now.toISOString() };
  return { waiting, stored, collected, told, handOn };
}

async function storedTopics(
  topics: Pick<Topics, 'between'>,
  previous: Issue | undefined,
  now: Date,
): Promise<StoredTopic[]> {
  const cutoff = previous?.topicsCutoff;
  const start = cutoff === undefined ? now.getTime() - FIRST_WINDOW_MS : Date.parse(cutoff) - OVERLAP_MS;
  const from = new Date(Math.max(start, now.getTime() - LONGEST_WINDOW_MS)).toISOString();
  const had = new Set([
    ...(previous?.topics ?? []).map((each) => each.id),
    ...(previous?.leftOut ?? []).map((each) => each.topicId),
  ]);
  const found: StoredTopic[] = [];
  for await (const each of topics.between({ from, to: now.toISOString() })) {
    if (cutoff === undefined || each.at > cutoff || !had.has(each.topic.id)) found.push(each);
  }
  const dateOf = ({ publishedAt, at }: StoredTopic) => publishedAt ?? at;
  return found.sort((a, b) => Number(dateOf(a) < dateOf(b)) - Number(dateOf(a) > dateOf(b)));
}

async function toldBefore(
  issues: Pick<Issues, 'toldSince'>,
  edition: Edition,
  now: Date,
): Promise<ToldTopic[]> {
  const told: ToldTopic[] = [];
  const since = new Date(now.getTime() - MEMORY_MS).toISOString();
  for await (const { id, topics } of issues.toldSince(edition.id, since)) {
    told.push(...topics.map((topic) => ({ issueId: id, topic })));
  }
  return told;
}

/** Why a slot has nothing to publish, as a clause for the owner. */
export function nothingToTell(
  { waiting, stored, told }: Pick<SlotReading, 'waiting' | 'stored' | 'told'>,
  reasons: readonly string[],
  sources: number,
): string {
  const brought = [
    ...waiting.map((each) => each.name),
    ...(stored.length > 0
      ? [`${stored.length} ${stored.length === 1 ? 'topic' : 'topics'} of the sources`]
      : []),
  ];
  if (brought.length === 0) {
    return `no briefing waited in the inbox${sources > 0 ? ' and no source had anything new' : ''}`;
  }
  const allTold =
    told.length > 0 && reasons.length > 0 && reasons.every((each) => / was told in /.test(each));
  return allTold
    ? `everything in ${brought.join(', ')} was told in an earlier issue`
    : `none of ${brought.join(', ')} brought a topic for this edition`;
}
