import type { AudienceQuery, Issue } from '../issue/issue.ts';
import { selectTopics } from '../mail/select-topics.ts';
import type { Subscribers } from '../ports.ts';
import type { ExclusionReason, Subscriber } from '../subscribers/subscriber.ts';
import type { AudienceEntry } from './delivery.ts';
import { shardOf } from './shard.ts';

/** `getMany` takes up to 100 ids. */
const PAGE = 100;

/**
 * Who of one shard an issue is for, in order of subscriber id, each with the language and sections they have now. Readers
 * without a topic, and listed ones who may not be mailed, are in the list with the reason.
 */
export async function audienceOf(
  subscribers: Pick<Subscribers, 'activeReaders' | 'getMany'>,
  issue: Issue,
  shard: number,
  languageFor: (wanted: string) => string,
): Promise<readonly AudienceEntry[]> {
  const entries: AudienceEntry[] = [];
  for await (const [id, reader] of readersOf(subscribers, issue.audience, shard)) {
    const sections = reader?.sections ?? [];
    const excluded = exclusionOf(reader, issue);
    entries.push({
      subscriberId: id,
      language: languageFor(reader?.language ?? issue.language),
      sections,
      ...(excluded && { excluded }),
    });
  }
  return entries;
}

async function* readersOf(
  subscribers: Pick<Subscribers, 'activeReaders' | 'getMany'>,
  query: AudienceQuery,
  shard: number,
): AsyncGenerator<readonly [string, Subscriber | undefined]> {
  if (query.kind !== 'listed') {
    const edition = query.kind === 'edition' ? { edition: query.edition } : {};
    for await (const reader of subscribers.activeReaders({ ...edition, shard })) yield [reader.id, reader];
    return;
  }
  const ids = [...new Set(query.subscriberIds)].filter((id) => shardOf(id) === shard).sort();
  for (let start = 0; start < ids.length; start += PAGE) {
    const page = ids.slice(start, start + PAGE);
    const found = await subscribers.getMany(page);
    for (const id of page) yield [id, found.get(id)];
  }
}

function exclusionOf(reader: Subscriber | undefined, issue: Issue): ExclusionReason | undefined {
  const state = exclusionByState(reader);
  if (state || !reader) return state;
  return selectTopics(issue.topics, reader.sections).length === 0 ? 'no-topics' : undefined;
}

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
