import type { Issue } from '../issue/issue.ts';
import type { Issues } from '../ports.ts';
import { type AudienceEntry, type AudiencePart, PART_SIZE } from './delivery.ts';
import { type AudienceDeps, audienceOf } from './freeze-audience.ts';

export interface FreezeAudienceDeps extends AudienceDeps {
  readonly issues: Pick<Issues, 'audience' | 'freezeAudience'>;
}

/** One part of a shard, by its number. */
export interface NumberedPart {
  readonly part: number;
  readonly content: AudiencePart;
}

/**
 * The parts of a shard's audience from `from` on; those that nobody has frozen yet are frozen on the way. However long the
 * shard, one part is in memory. Two runs at the same time end with the same parts: the first write of each wins.
 */
export async function* frozenParts(
  deps: FreezeAudienceDeps,
  shard: { readonly issue: Issue; readonly shard: number; readonly languageFor: (wanted: string) => string },
  from = 0,
): AsyncGenerator<NumberedPart> {
  const { issue } = shard;
  const stored = (part: number) => deps.issues.audience(issue.id, shard.shard, part);
  let after = from > 0 ? lastId(await stored(from - 1)) : undefined;
  let reading: AsyncGenerator<AudiencePart> | undefined;
  try {
    for (let part = from; ; part += 1) {
      let content = await stored(part);
      if (!content) {
        reading ??= inParts(audienceOf(deps, { ...shard, after }));
        const own = (await reading.next()).value as AudiencePart;
        content = await deps.issues.freezeAudience(issue.id, shard.shard, part, own);
        if (content !== own) {
          // Somebody else's part may end elsewhere: read on from there.
          await reading.return(undefined);
          reading = undefined;
        }
      }
      yield { part, content };
      if (content.last) return;
      after = lastId(content) ?? after;
    }
  } finally {
    await reading?.return(undefined);
  }
}

/** The parts that are frozen so far; the last one yielded says by `last` whether that is the whole shard. */
export async function* storedParts(
  issues: Pick<Issues, 'audience'>,
  issueId: string,
  shard: number,
): AsyncGenerator<AudiencePart> {
  for (let part = 0; ; part += 1) {
    const content = await issues.audience(issueId, shard, part);
    if (!content) return;
    yield content;
    if (content.last) return;
  }
}

const lastId = (content: AudiencePart | undefined) => content?.entries.at(-1)?.subscriberId;

/** Cuts a sequence into parts; at least one, so that an empty shard is known to be empty. */
async function* inParts(entries: AsyncIterable<AudienceEntry>): AsyncGenerator<AudiencePart> {
  let part: AudienceEntry[] = [];
  for await (const entry of entries) {
    if (part.length === PART_SIZE) {
      yield { entries: part, last: false };
      part = [];
    }
    part.push(entry);
  }
  yield { entries: part, last: true };
}
