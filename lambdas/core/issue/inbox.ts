import type { InboxEntry } from '../ports.ts';
import type { Issue, TakenBriefing } from './issue.ts';

/**
 * Nothing in the inbox moves or is marked: every edition sees every briefing, and what waits follows from the inbox and
 * the edition's previous slot alone.
 */
type Previous = Pick<Issue, 'inboxCutoff' | 'briefings'>;

/** A briefing of the inbox whose content is known. */
export interface SeenBriefing extends TakenBriefing {
  /** ISO 8601. */
  readonly addedAt: string;
}

/**
 * Entries that may wait: those added since the latest one that the previous slot saw. That instant itself is included, as
 * S3 counts whole seconds and another briefing may have come in the same one. All, when there was no slot before.
 */
export function addedSince<Each extends Pick<InboxEntry, 'addedAt'>>(
  inbox: readonly Each[],
  previous: Previous | undefined,
): readonly Each[] {
  const cutoff = previous?.inboxCutoff;
  return cutoff === undefined ? inbox : inbox.filter((entry) => entry.addedAt >= cutoff);
}

/** Those of them that the previous slot has not taken: same name and same content is the same briefing. */
export function waiting<Each extends SeenBriefing>(
  seen: readonly Each[],
  previous: Previous | undefined,
): readonly Each[] {
  const taken = new Set(previous?.briefings.map(({ name, hash }) => `${hash} ${name}`));
  return seen.filter(({ name, hash }) => !taken.has(`${hash} ${name}`));
}

/**
 * What a slot hands on to the next one, whether it publishes or is skipped. `seen` is everything that `addedSince` gave,
 * taken now or known before.
 */
export function inboxSeen(
  seen: readonly SeenBriefing[],
  previous: Previous | undefined,
): { readonly briefings: readonly TakenBriefing[]; readonly inboxCutoff?: string } {
  const before = previous?.inboxCutoff;
  const cutoff = seen.reduce<string | undefined>(
    (latest, { addedAt }) => (latest === undefined || addedAt > latest ? addedAt : latest),
    before,
  );
  // The next slot meets once more what was added at the cutoff itself; the rest it need not know.
  const kept = cutoff === before ? (previous?.briefings ?? []) : [];
  const taken = new Set(waiting(seen, previous));
  const fresh = waiting(
    seen.filter((each) => taken.has(each) || each.addedAt === cutoff),
    { briefings: kept },
  ).map(({ name, hash }) => ({ name, hash }));
  return { briefings: [...kept, ...fresh], ...(cutoff !== undefined && { inboxCutoff: cutoff }) };
}
