import { createHash } from 'node:crypto';
import type { Briefing, CollectedBriefing } from '../briefing/topic.ts';
import type { Edition, Newsletter } from '../config.ts';
import type { Report, Sources } from '../ports.ts';
import { addedSince, type SeenBriefing, waiting } from './inbox.ts';
import type { Issue } from './issue.ts';
import { readBriefing } from './read-briefing.ts';

/** Cuts one briefing into topics; a fault that its author can mend is thrown. */
export type Collect = (
  briefing: Briefing,
  options: {
    readonly sections: Newsletter['sections'];
    /** Section of topics that name none. */
    readonly defaultSection: string;
    /** Language of briefings that are too short to tell. */
    readonly language: string;
  },
) => CollectedBriefing | Promise<CollectedBriefing>;

export interface ReadInboxDeps {
  readonly sources: Pick<Sources, 'inbox' | 'read'>;
  readonly newsletter: Newsletter;
  readonly collect: Collect;
  readonly report: Report;
}

/** A briefing that waits for a slot: its topics, or why it cannot be read. */
export interface WaitingBriefing extends SeenBriefing {
  readonly collected?: CollectedBriefing;
  /** A clause or sentence for the owner. */
  readonly unreadable?: string;
}

export interface InboxReading {
  /** Everything since the previous slot, known briefings too. */
  readonly seen: readonly SeenBriefing[];
  readonly waiting: readonly WaitingBriefing[];
}

/** Reads what waits for an edition's slot. Throws only when the inbox itself cannot be read. */
export async function readInbox(
  deps: ReadInboxDeps,
  edition: Edition,
  previous: Issue | undefined,
): Promise<InboxReading> {
  const entries = addedSince(await deps.sources.inbox(), previous);
  const seen = await Promise.all(
    entries.map(async ({ name, addedAt }) => {
      const bytes = await deps.sources.read(name);
      return { name, addedAt, bytes, hash: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
  const read: WaitingBriefing[] = [];
  for (const { bytes, ...entry } of waiting(seen, previous)) {
    const outcome = await collectOne(deps, edition, entry.name, bytes);
    if ('unreadable' in outcome) {
      deps.report({ code: 'briefing-unreadable', briefing: entry.name, reason: outcome.unreadable });
    }
    read.push({ ...entry, ...outcome });
  }
  return { seen: seen.map(({ bytes: _bytes, ...entry }) => entry), waiting: read };
}

/** A fault in one briefing is the same at every try, so it must not keep the others from going out. */
async function collectOne(
  { newsletter, collect }: ReadInboxDeps,
  edition: Edition,
  name: string,
  bytes: Uint8Array,
): Promise<{ readonly collected: CollectedBriefing } | { readonly unreadable: string }> {
  const read = readBriefing(name, bytes);
  if (!read.ok) return { unreadable: read.reason };
  try {
    const collected = await collect(read.briefing, {
      sections: newsletter.sections,
      defaultSection: edition.sections?.[0] ?? newsletter.sections[0]?.id ?? '',
      language: newsletter.language,
    });
    return { collected };
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) };
  }
}
