import { entryTopic } from '../briefing/feed/entry-topic.ts';
import type { FeedEntry } from '../briefing/feed/feed.ts';
import { readFeed } from '../briefing/feed/read-feed.ts';
import { primaryTag } from '../briefing/language.ts';
import type { BriefingFormat, Topic } from '../briefing/topic.ts';
import type { Newsletter } from '../config.ts';
import type { Collect } from '../issue/read-inbox.ts';
import { marksOf } from './marks.ts';
import type { Source } from './source-config.ts';

/** Entries of one document that are looked at: the first ones, as feeds have their newest on top. */
const MOST_ENTRIES = 500;

/** Something that a source may have new. */
export interface Candidate {
  /** What it is known again by, beside its text. */
  readonly marks: readonly string[];
  /** As its source says. */
  readonly publishedAt?: Date;
  /** Makes the topic, which costs more than all the rest; `undefined` when there is no text. */
  topic(): { readonly topic: Topic; readonly language: string } | undefined;
}

export type SourceReading =
  | { readonly kind: 'read'; readonly candidates: readonly Candidate[] }
  /** A clause: `it is a page of HTML`. */
  | { readonly kind: 'sick'; readonly reason: string };

/** A document that a source answered with. */
export interface SourceDocument {
  /** Where it was found, after redirects. */
  readonly url: string;
  readonly contentType: BriefingFormat | 'feed';
  readonly content: string;
}

export interface CandidateDeps {
  readonly newsletter: Newsletter;
  readonly collect: Collect;
}

/** What a document of a source holds. Never throws for what is in the document. */
export async function candidatesOf(
  deps: CandidateDeps,
  source: Source,
  document: SourceDocument,
): Promise<SourceReading> {
  const { newsletter } = deps;
  const section = source.section ?? newsletter.sections[0]?.id ?? '';
  if (document.contentType !== 'feed') return fromPage(deps, source, { ...document, section });
  const feed = readFeed(document.content, document.url);
  if (feed.kind === 'no-feed') return { kind: 'sick', reason: feed.reason };
  const entries = feed.entries.slice(0, MOST_ENTRIES);
  const marks = marksOf(entries);
  const options = {
    section,
    source: source.name ?? feed.title ?? new URL(source.url).host,
    language: feed.language ? primaryTag(feed.language) : newsletter.language,
    maxWords: source.maxWords,
  };
  const candidates = entries.map((entry, index): Candidate => {
    const publishedAt = dateOf(entry);
    return {
      marks: marks[index] ?? [],
      ...(publishedAt ? { publishedAt } : {}),
      topic: () => withSource(entryTopic(entry, options)),
    };
  });
  return { kind: 'read', candidates };
}

async function fromPage(
  { newsletter, collect }: CandidateDeps,
  source: Source,
  { url, contentType, content, section }: SourceDocument & { readonly section: string },
): Promise<SourceReading> {
  if (content.trim() === '') return { kind: 'sick', reason: 'it is empty' };
  try {
    const { language, topics } = await collect(
      {
        source: source.name ?? new URL(source.url).host,
        format: contentType as BriefingFormat,
        content,
        baseUrl: url,
      },
      { sections: newsletter.sections, defaultSection: section, language: newsletter.language },
    );
    const candidates = topics.map((each): Candidate => {
      const topic = { ...each, link: each.link ?? url };
      return { marks: [], topic: () => withSource({ topic, language }) };
    });
    return { kind: 'read', candidates };
  } catch (error) {
    return { kind: 'sick', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Readers are shown where it comes from. */
function withSource<Made extends { readonly topic: Topic } | undefined>(made: Made): Made {
  if (!made) return made;
  const { source: name, link } = made.topic;
  return { ...made, topic: { ...made.topic, sources: [{ name, ...(link ? { link } : {}) }] } };
}

function dateOf({ date }: FeedEntry): Date | undefined {
  const at = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(at) ? undefined : new Date(at);
}
