import type { Newsletter } from './config.ts';
import type { Collect } from './issue/read-inbox.ts';
import type { Clock, Report } from './ports.ts';
import { candidatesOf, type SourceDocument } from './sources/candidates.ts';
import type { KeptSource, Topics } from './sources/kept.ts';
import type { Source } from './sources/source-config.ts';
import { type FreshTopic, marksToKeep, type News, type Passed, whatIsNew } from './sources/what-is-new.ts';

/** How a source is fetched; what its server or the network does wrong is `refused`, with a sentence. */
export type FetchSource = (
  source: Source,
  validators: { readonly etag?: string; readonly lastModified?: string },
) => Promise<
  | (SourceDocument & { readonly kind: 'page'; readonly etag?: string; readonly lastModified?: string })
  | { readonly kind: 'not-modified' }
  | { readonly kind: 'refused'; readonly reason: string }
>;

export interface PollDeps {
  readonly newsletter: Newsletter;
  readonly topics: Topics;
  readonly fetchSource: FetchSource;
  readonly collect: Collect;
  readonly clock: Pick<Clock, 'now'>;
  readonly report: Report;
  /** Ends the poll: a source that was being asked is neither kept nor called sick. */
  readonly signal?: AbortSignal;
}

/** What a poll of one source came to. */
export type Polled =
  | {
      readonly kind: 'polled';
      readonly source: string;
      /** Headlines of the topics that are new, latest first. */
      readonly fresh: readonly { readonly id: string; readonly headline: string }[];
      readonly passed: Readonly<Record<Passed, number>>;
    }
  /** Its server says that nothing has changed since the last poll. */
  | { readonly kind: 'unchanged'; readonly source: string }
  /** It cannot be read, since when, and why, as a sentence for the owner. Other sources are not affected. */
  | { readonly kind: 'sick'; readonly source: string; readonly since: string; readonly reason: string };

/** Sources that are asked at the same time. */
const AT_ONCE = 8;
/** As many topics as one write of the table holds. */
const BATCH = 20;
/** Another poll of the same source at the same time wins at most this often in a row. */
const TRIES = 3;

/**
 * Polls every source of the newsletter once and keeps what is new. A source that cannot be read is `sick`, whatever it is
 * that is wrong with it; throws only when the table cannot be written, or the signal aborts.
 */
export async function pollSources(deps: PollDeps): Promise<readonly Polled[]> {
  const { sources } = deps.newsletter;
  const results: Polled[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < sources.length; at = next++) {
      const source = sources[at];
      if (source) results[at] = await pollOne(deps, source);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, sources.length) }, work));
  return results;
}

async function pollOne(deps: PollDeps, source: Source): Promise<Polled> {
  for (let tried = 1; ; tried += 1) {
    const polled = await tryOne(deps, source);
    if (polled) {
      const { kind, source: id, ...rest } = polled;
      deps.report({ code: `source-${kind}`, source: id, ...rest, ...(kind === 'sick' && { level: 'warn' }) });
      return polled;
    }
    if (tried === TRIES)
      throw new Error(`other polls of the source ${source.id} were in the way ${TRIES} times`);
  }
}

/** `undefined` when another poll kept the same source in between: its topics must not come in twice. */
async function tryOne(deps: PollDeps, source: Source): Promise<Polled | undefined> {
  const kept = await deps.topics.source(source.id);
  const same = kept?.url === source.url ? kept : undefined;
  const fetched = await fetchSafely(deps, source, same);
  deps.signal?.throwIfAborted();
  const now = deps.clock.now();
  if (fetched.kind === 'refused') return sick(deps, source, kept, fetched.reason);
  if (fetched.kind === 'not-modified') {
    if (kept?.sickSince === undefined) return { kind: 'unchanged', source: source.id };
    return (await deps.topics.keep(well(kept), [])) === 'kept'
      ? { kind: 'unchanged', source: source.id }
      : undefined;
  }
  const reading = await candidatesOf(deps, source, fetched);
  if (reading.kind === 'sick') {
    const reason = `${source.url} is no ${source.kind}: ${reading.reason}.`;
    return sick(deps, source, kept, reason);
  }
  const news = whatIsNew(source.id, reading.candidates, kept, now);
  const { etag, lastModified } = fetched;
  const validators = { ...(etag ? { etag } : {}), ...(lastModified ? { lastModified } : {}) };
  if (!(await keepNews(deps.topics, source, kept, news, validators))) return undefined;
  const fresh = news.fresh.map(({ stored: { topic } }) => ({ id: topic.id, headline: topic.headline }));
  return { kind: 'polled', source: source.id, fresh, passed: news.passed };
}

/** A fault of the fetcher itself must not keep the other sources from being polled either. */
async function fetchSafely(
  { fetchSource }: PollDeps,
  source: Source,
  { etag, lastModified }: Pick<KeptSource, 'etag' | 'lastModified'> = {},
): ReturnType<FetchSource> {
  try {
    return await fetchSource(source, {
      ...(etag ? { etag } : {}),
      ...(lastModified ? { lastModified } : {}),
    });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: 'refused', reason: `${source.url} could not be read: ${detail}` };
  }
}

/**
 * Topics go in with the marks they will be known by, in one write; only the last write brings the validators, so that a
 * poll that dies in between finds the rest again. Nothing is written when nothing is different.
 */
async function keepNews(
  topics: Topics,
  source: Source,
  kept: KeptSource | undefined,
  { fresh, seen }: News,
  validators: Pick<KeptSource, 'etag' | 'lastModified'>,
): Promise<boolean> {
  const old = kept?.seen ?? [];
  let marks = marksToKeep(seen, old);
  let revision = kept?.revision ?? 0;
  const batches = batchesOf(fresh);
  for (const [index, batch] of batches.entries()) {
    marks = marksToKeep(
      batch.flatMap((each) => each.marks),
      marks,
    );
    const last = index === batches.length - 1;
    const next: KeptSource = {
      id: source.id,
      url: source.url,
      seen: marks,
      revision,
      ...(last ? validators : {}),
    };
    if (batch.length === 0 && kept && isSame(kept, next)) return true;
    const outcome = await topics.keep(
      next,
      batch.map((each) => each.stored),
    );
    if (outcome === 'outdated') return false;
    revision += 1;
  }
  return true;
}

/** At least one batch: a poll without news has marks and validators to keep too. */
function batchesOf(fresh: readonly FreshTopic[]): (readonly FreshTopic[])[] {
  const count = Math.max(1, Math.ceil(fresh.length / BATCH));
  return Array.from({ length: count }, (_, index) => fresh.slice(index * BATCH, (index + 1) * BATCH));
}

function isSame(kept: KeptSource, next: KeptSource): boolean {
  const known = new Set(kept.seen);
  return (
    kept.seen !== undefined &&
    kept.url === next.url &&
    kept.etag === next.etag &&
    kept.lastModified === next.lastModified &&
    kept.sickSince === undefined &&
    (next.seen ?? []).every((each) => known.has(each))
  );
}

async function sick(
  { topics, clock }: PollDeps,
  source: Source,
  kept: KeptSource | undefined,
  reason: string,
): Promise<Polled | undefined> {
  const since = kept?.sickSince ?? clock.now().toISOString();
  const answer: Polled = { kind: 'sick', source: source.id, since, reason };
  if (kept?.sickSince !== undefined && kept.sickReason === reason) return answer;
  const before = kept ?? { id: source.id, url: source.url, revision: 0 };
  const outcome = await topics.keep({ ...before, sickSince: since, sickReason: reason }, []);
  return outcome === 'kept' ? answer : undefined;
}

function well({ sickSince: _since, sickReason: _reason, ...kept }: KeptSource): KeptSource {
  return kept;
}
