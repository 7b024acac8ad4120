import { firstHour } from '../issue/due.ts';
import type { Issue } from '../issue/issue.ts';
import { localDate } from '../issue/slot.ts';
import { selectTopics } from '../mail/select-topics.ts';
import type { Ledger, Subscribers } from '../ports.ts';
import type { ExclusionReason, Subscriber } from '../subscribers/subscriber.ts';
import type { AudienceEntry } from './delivery.ts';
import { exclusionByState } from './exclusion.ts';
import { shardOf } from './shard.ts';

/** `getMany` takes up to 100 ids. */
const PAGE = 100;

/** Where an audience is read from. */
export interface AudienceDeps {
  readonly subscribers: Pick<Subscribers, 'activeReaders' | 'getMany'>;
  readonly ledger: Pick<Ledger, 'deliveries'>;
}

/** What an audience is read for. */
export interface AudienceOf {
  readonly issue: Issue;
  readonly shard: number;
  /** The language of the mail for a reader's wish. */
  readonly languageFor: (wanted: string) => string;
  /** Subscriber id to start behind. */
  readonly after?: string | undefined;
}

/**
 * Who of one shard an issue is for, in order of subscriber id, each with the language, sections and hour they have now.
 * Readers without a topic, on a pause, and listed ones who may not be mailed, are in it with the reason.
 */
export async function* audienceOf(deps: AudienceDeps, query: AudienceOf): AsyncGenerator<AudienceEntry> {
  for await (const [id, reader] of readersOf(deps, query)) yield audienceEntry(id, reader, query);
}

/** One line of the audience; `undefined` for a listed reader of whom nothing is stored any more. */
export function audienceEntry(
  id: string,
  reader: Subscriber | undefined,
  { issue, languageFor }: Pick<AudienceOf, 'issue' | 'languageFor'>,
): AudienceEntry {
  const frozenAt = new Date(issue.frozenAt);
  const excluded = exclusionOf(reader, issue);
  // A correction goes at once and whole, to whoever has what it corrects.
  const correction = issue.audience.kind === 'recipients';
  const hour = correction ? undefined : reader?.hour;
  const dueAt =
    hour === undefined || !reader ? frozenAt : hourFor(issue, firstHour(frozenAt, hour, reader.timeZone));
  return {
    subscriberId: id,
    language: languageFor(reader?.language ?? issue.language),
    sections: correction ? [] : (reader?.sections ?? []),
    ...(dueAt > frozenAt && { dueAt: dueAt.toISOString() }),
    ...(excluded && { excluded }),
  };
}

/** How long a slot may take to freeze its issue. */
const FREEZING_MS = 600_000;

/**
 * Whose hour begins with the edition's next slot is to get that slot's issue and not this one a moment before: this one
 * waits until the new one has superseded it, and goes out only where that slot is skipped.
 */
function hourFor({ nextSlotAt }: Issue, dueAt: Date): Date {
  return nextSlotAt === dueAt.toISOString() ? new Date(dueAt.getTime() + FREEZING_MS) : dueAt;
}

async function* readersOf(
  { subscribers, ledger }: AudienceDeps,
  { issue: { audience: query }, shard, after }: AudienceOf,
): AsyncGenerator<readonly [string, Subscriber | undefined]> {
  if (query.kind === 'recipients') {
    yield* profilesOf(subscribers, acceptedOf(ledger, query.of, shard, after));
    return;
  }
  if (query.kind !== 'listed') {
    const part = { shard, ...(query.kind === 'edition' && { edition: query.edition }) };
    const readers = subscribers.activeReaders({ ...part, ...(after !== undefined && { after }) });
    for await (const reader of readers) yield [reader.id, reader];
    return;
  }
  const ids = [...new Set(query.subscriberIds)].filter((id) => shardOf(id) === shard && id > (after ?? ''));
  ids.sort();
  yield* profilesOf(subscribers, ids);
}

/** Ids whose mail of an issue SES took, in order. */
async function* acceptedOf(
  ledger: AudienceDeps['ledger'],
  issueId: string,
  shard: number,
  after: string | undefined,
): AsyncGenerator<string> {
  for await (const { subscriberId, state } of ledger.deliveries(issueId, shard)) {
    if (state === 'accepted' && subscriberId > (after ?? '')) yield subscriberId;
  }
}

/** Each id with what is stored of it now, read in pages. */
async function* profilesOf(
  subscribers: Pick<Subscribers, 'getMany'>,
  ids: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<readonly [string, Subscriber | undefined]> {
  let page: string[] = [];
  const readPage = async () => {
    const found = await subscribers.getMany(page);
    return page.map((id) => [id, found.get(id)] as const);
  };
  for await (const id of ids) {
    page.push(id);
    if (page.length < PAGE) continue;
    yield* await readPage();
    page = [];
  }
  if (page.length > 0) yield* await readPage();
}

function exclusionOf(reader: Subscriber | undefined, issue: Issue): ExclusionReason | undefined {
  const state = exclusionByState(reader);
  if (state || !reader) return state;
  if (reader.pausedUntil !== undefined) {
    if (localDate(new Date(issue.frozenAt), reader.timeZone) < reader.pausedUntil) return 'paused';
  }
  if (issue.audience.kind === 'recipients') return undefined;
  return selectTopics(issue.topics, reader.sections).length === 0 ? 'no-topics' : undefined;
}
